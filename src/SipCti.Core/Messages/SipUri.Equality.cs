namespace SipCti.Messages;

/// <content>Comparison after RFC 3261 section 19.1.4 and RFC 3966 section 5.</content>
public sealed partial class SipUri
{
    // These matter even when only one of the two URIs has them.
    private static readonly string[] Decisive = ["user", "ttl", "method", "maddr", "transport"];

    /// <summary>True when both URIs mean the same by RFC 3261 section 19.1.4 (sip, sips) or RFC 3966 section 5 (tel); the same text for other schemes.</summary>
    /// <param name="other">The other URI.</param>
    public bool Equals(SipUri? other)
    {
        if (other is null || other._slices.Scheme != _slices.Scheme)
            return false;
        if (ReferenceEquals(this, other) || Part(0, _slices.End).SequenceEqual(other.Part(0, other._slices.End)))
            return true;
        if (IsTel)
            return TelNumber() == other.TelNumber() && HaveSameParameters(other);
        return IsSip && EqualsSip(other);
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SipUri);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(_slices.Scheme);
        if (IsSip)
        {
            hash.Add(_slices.HasUser ? UriEscape.NormalizeUser(RawUser) : null);
            hash.Add(Host, StringComparer.OrdinalIgnoreCase);
            hash.Add(Port);
        }
        else
        {
            hash.Add(IsTel ? TelNumber() : ToString());
        }

        return hash.ToHashCode();
    }

    private static bool SameValue(string? left, string? right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private bool EqualsSip(SipUri other) =>
        Port == other.Port
        && string.Equals(Host, other.Host, StringComparison.OrdinalIgnoreCase)
        && HasSameUser(other)
        && string.Equals(Password, other.Password, StringComparison.Ordinal)
        && HaveCompatibleParameters(other)
        && other.HaveCompatibleParameters(this)
        && HaveSameHeaders(other);

    private bool HasSameUser(SipUri other) =>
        _slices.HasUser == other._slices.HasUser
        && (!_slices.HasUser || string.Equals(UriEscape.NormalizeUser(RawUser), UriEscape.NormalizeUser(other.RawUser), StringComparison.Ordinal));

    private bool HaveCompatibleParameters(SipUri other)
    {
        foreach ((string name, string? value) in Parameters)
        {
            if (other.Parameters.TryGet(name, out string? otherValue))
            {
                if (!SameValue(value, otherValue))
                    return false;
            }
            else if (Decisive.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }

    private bool HaveSameParameters(SipUri other)
    {
        if (Parameters.Count != other.Parameters.Count)
            return false;
        foreach ((string name, string? value) in Parameters)
        {
            if (!other.Parameters.TryGet(name, out string? otherValue) || !SameValue(value, otherValue))
                return false;
        }

        return true;
    }

    private bool HaveSameHeaders(SipUri other)
    {
        if (_slices.HasHeaders != other._slices.HasHeaders)
            return false;
        return !_slices.HasHeaders || SortedHeaders(Headers!).SequenceEqual(SortedHeaders(other.Headers!), StringComparer.OrdinalIgnoreCase);
    }

    private static IEnumerable<string> SortedHeaders(string headers) =>
        headers.Split('&').Select(h => UriEscape.Unescape(h)).Order(StringComparer.OrdinalIgnoreCase);
}
