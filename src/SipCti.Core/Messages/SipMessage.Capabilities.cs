using System.Text;

namespace SipCti.Messages;

/// <content>What the sender can do and asks others to do. Absent fields read as null or an empty list; false means that the field is there and malformed.</content>
public abstract partial class SipMessage
{
    /// <summary>Allow: the methods supported (RFC 3261 section 20.5). Empty also when the field is there and says none.</summary>
    /// <param name="methods">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetAllow(out IReadOnlyList<SipMethod> methods) => TryReadAll(HeaderId.Allow, null, SipMethod.TryParse, out methods);

    /// <summary>Supported: the option tags of extensions supported (RFC 3261 section 20.37). Compare them ignoring case.</summary>
    /// <param name="options">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetSupported(out IReadOnlyList<string> options) => TryReadAll(HeaderId.Supported, null, ReadToken, out options);

    /// <summary>Require: the option tags that the server must understand (RFC 3261 section 20.32).</summary>
    /// <param name="options">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetRequire(out IReadOnlyList<string> options) => TryReadAll(HeaderId.Require, null, ReadToken, out options);

    /// <summary>Proxy-Require: the option tags that proxies must understand (RFC 3261 section 20.29).</summary>
    /// <param name="options">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetProxyRequire(out IReadOnlyList<string> options) => TryReadAll(HeaderId.ProxyRequire, null, ReadToken, out options);

    /// <summary>Unsupported: the option tags that the server does not understand (RFC 3261 section 20.40).</summary>
    /// <param name="options">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetUnsupported(out IReadOnlyList<string> options) => TryReadAll(HeaderId.Unsupported, null, ReadToken, out options);

    /// <summary>Accept: the ranges of media types accepted, each with its preference (RFC 3261 section 20.1). Absent, it means <c>application/sdp</c>; there and empty, nothing: ask <see cref="SipHeaders.Contains(HeaderId)"/>.</summary>
    /// <param name="ranges">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetAccept(out IReadOnlyList<MediaType> ranges) => TryReadAll(HeaderId.Accept, null, MediaType.TryParse, out ranges);

    /// <summary>Accept-Encoding: the codings accepted, each with its preference (RFC 3261 section 20.2).</summary>
    /// <param name="codings">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetAcceptEncoding(out IReadOnlyList<ParameterizedToken> codings) => TryReadAll(HeaderId.AcceptEncoding, null, ParameterizedToken.TryParse, out codings);

    /// <summary>Accept-Language: the languages understood, each with its preference (RFC 3261 section 20.3).</summary>
    /// <param name="languages">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetAcceptLanguage(out IReadOnlyList<ParameterizedToken> languages) => TryReadAll(HeaderId.AcceptLanguage, null, ParameterizedToken.TryParse, out languages);

    /// <summary>Accept-Contact: the features wanted of the terminal, as parameters of <c>*</c> (RFC 3841 section 9.2).</summary>
    /// <param name="features">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetAcceptContacts(out IReadOnlyList<ParameterizedToken> features) => TryReadAll(HeaderId.AcceptContact, null, ParameterizedToken.TryParse, out features);

    /// <summary>Reject-Contact: the features that the terminal must not have, as parameters of <c>*</c> (RFC 3841 section 9.2).</summary>
    /// <param name="features">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetRejectContacts(out IReadOnlyList<ParameterizedToken> features) => TryReadAll(HeaderId.RejectContact, null, ParameterizedToken.TryParse, out features);

    /// <summary>Resource-Priority: namespace and priority with a dot between, such as <c>q735.0</c> (RFC 4412 section 3.1).</summary>
    /// <param name="priorities">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetResourcePriorities(out IReadOnlyList<string> priorities) => TryReadAll(HeaderId.ResourcePriority, null, ReadToken, out priorities);

    /// <summary>True when a list field such as Supported, Require or Allow contains this token, over all its lines.</summary>
    /// <param name="listHeader">The field.</param>
    /// <param name="token">An option tag (any case), or a method for Allow (as it is).</param>
    public bool HasOption(HeaderId listHeader, string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        foreach (ref readonly HeaderSlot slot in Headers.Slots)
        {
            if (slot.Id != listHeader)
                continue;
            var splitter = new ValueSplitter(Headers.ValueOf(slot));
            while (splitter.MoveNext())
            {
                // Methods are case-sensitive (RFC 3261 section 7.1), option tags are not.
                if (listHeader == HeaderId.Allow ? Ascii.Equals(splitter.Current, token) : Ascii.EqualsIgnoreCase(splitter.Current, token))
                    return true;
            }
        }

        return false;
    }
}
