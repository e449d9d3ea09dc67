namespace SipCti.Messages;

/// <content>Telephone numbers: tel URIs (RFC 3966), and sip URIs whose user part is a telephone-subscriber (RFC 3261 section 19.1.1).</content>
public sealed partial class SipUri
{
    /// <summary>True for tel, and for sip and sips with <c>user=phone</c>: then the user part is a telephone number with its own parameters.</summary>
    public bool IsPhone =>
        IsTel || (_slices.HasUser && TryGetParameter("user", out ReadOnlySpan<char> value) && UriEscape.Same(value, "phone", ignoreCase: true));

    /// <summary>
    /// The telephone number in lower case, without visual separators and parameters; a global one begins with <c>+</c>. Null unless
    /// <see cref="IsPhone"/>. It may hold escapes: what a digit or letter needs none of was no number.
    /// </summary>
    public string? TelephoneNumber => IsPhone ? TelephoneText.Digits(RawNumber) : null;

    /// <summary>True when the number is a global one (RFC 3966 section 5.1.4), which needs no context.</summary>
    public bool IsGlobalNumber => IsPhone && RawNumber is ['+', ..];

    /// <summary>
    /// The parameters of the telephone number, such as <c>isub</c>, <c>ext</c> and <c>phone-context</c>: of tel those of the URI, of sip
    /// those that stand in the user part. Empty unless <see cref="IsPhone"/>.
    /// </summary>
    public SipParameters TelephoneParameters
    {
        get
        {
            if (IsTel || !IsPhone)
                return IsTel ? Parameters : SipParameters.Empty;

            // ':' and the brackets, which may stand in a value, are escaped in a user part; unescaping a value covers that.
            int start = _slices.UserStart + RawNumber.Length;
            return SipParameters.FromText(_source, _start + start, _start + _slices.UserEnd, isUri: true);
        }
    }

    /// <summary>What makes a local number unique: a domain name or the leading digits of a global number (RFC 3966 section 5.1.5); null when there is none.</summary>
    public string? PhoneContext => TelephoneParameters["phone-context"];

    private ReadOnlySpan<char> RawNumber
    {
        get
        {
            int end = RawUser.IndexOf(';');
            return end < 0 ? RawUser : RawUser[..end];
        }
    }

    /// <summary>
    /// The sip URI of a tel URI (RFC 3261 section 19.1.6): number and parameters become the user part, in lower case and with the
    /// parameters in the one order of RFC 3966 section 3, so that equal tel URIs become equal sip URIs; separators stay.
    /// </summary>
    /// <param name="host">The domain or gateway that shall reach the number; an IPv6 address in brackets.</param>
    /// <param name="isSecure">True for sips.</param>
    /// <exception cref="InvalidOperationException">This is no tel URI.</exception>
    /// <exception cref="ArgumentException">The host is no host.</exception>
    public SipUri ToSip(string host, bool isSecure = false)
    {
        if (!IsTel)
            throw new InvalidOperationException($"A {Scheme} URI is no tel URI.");
        Guard.Host(host);
        string user = UriEscape.UserOfEscaped(TelephoneSubscriber.Canonical(RawUser, AllParameters));
        return Compose(isSecure ? "sips" : "sip", user, host, null, ";user=phone", null);
    }
}
