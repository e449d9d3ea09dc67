namespace SipCti.Messages;

/// <content>
/// Copies with a part changed. Everything else keeps its text. A copy that would exceed what is read, 65,535 characters or 64 parameters, is refused
/// with an <see cref="ArgumentException"/>.
/// </content>
public sealed partial class SipUri
{
    /// <summary>The same URI with another user part.</summary>
    /// <param name="user">The plain user part; escaped as needed. Null removes it, with the password.</param>
    /// <exception cref="InvalidOperationException">The scheme is neither sip nor sips.</exception>
    /// <exception cref="ArgumentException">The user is empty, or the URI would be too long.</exception>
    public SipUri WithUser(string? user)
    {
        RequireSip();
        if (user is { Length: 0 })
            throw new ArgumentException("An empty user part is no user part: give null.", nameof(user));
        return Compose(Scheme, user is null ? null : UriEscape.User(user), Host, Port, RawParameters, Headers);
    }

    /// <summary>The same URI with another host and port.</summary>
    /// <param name="host">A host name or address; an IPv6 address in brackets.</param>
    /// <param name="port">1 to 65,535, or null for none.</param>
    /// <exception cref="InvalidOperationException">The scheme is neither sip nor sips.</exception>
    /// <exception cref="ArgumentException">The host is no host, or the port out of range.</exception>
    public SipUri WithHost(string host, int? port)
    {
        RequireSip();
        Guard.Host(host);
        Guard.Port(port);
        return Compose(Scheme, RawUserInfo, host, port, RawParameters, Headers);
    }

    /// <summary>The same URI with this parameter replaced where it stands, or added at the end.</summary>
    /// <param name="name">A token.</param>
    /// <param name="value">The plain value; escaped as needed. Null for a parameter without one.</param>
    /// <exception cref="InvalidOperationException">The scheme knows no parameters.</exception>
    /// <exception cref="ArgumentException">The name is no token, the value holds CR, LF or NUL, or the URI would have more than 64 parameters.</exception>
    public SipUri WithParameter(string name, string? value)
    {
        RequireParameters();
        return Compose(Scheme, RawUserInfo, Host, Port, Parameters.ForUri().With(name, value).ToString(), Headers);
    }

    /// <summary>The same URI without this parameter.</summary>
    /// <param name="name">The name, in any case.</param>
    public SipUri WithoutParameter(string name) =>
        Parameters.Contains(name) ? Compose(Scheme, RawUserInfo, Host, Port, Parameters.Without(name).ToString(), Headers) : this;

    /// <summary>Scheme, user, host and port alone.</summary>
    public SipUri WithoutParametersAndHeaders() =>
        _slices.ParametersStart == _slices.End ? this : Parse(Part(0, _slices.ParametersStart).ToString());

    /// <summary>The same URI without the part behind the question mark.</summary>
    public SipUri WithoutHeaders() => _slices.HasHeaders ? Parse(Part(0, _slices.ParametersEnd).ToString()) : this;

    private string RawParameters => Part(_slices.ParametersStart, _slices.ParametersEnd).ToString();

    private string? RawUserInfo =>
        _slices.HasUser ? Part(_slices.UserStart, _slices.HasPassword ? _slices.PasswordEnd : _slices.UserEnd).ToString() : null;

    private void RequireSip()
    {
        if (!IsSip)
            throw new InvalidOperationException($"A {Scheme} URI has no such part.");
    }

    private void RequireParameters()
    {
        if (!IsSip && !IsTel)
            throw new InvalidOperationException($"A {Scheme} URI has no parameters.");
    }
}
