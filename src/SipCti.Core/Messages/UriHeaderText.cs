namespace SipCti.Messages;

/// <summary>The header fields inside a sip or sips URI, behind its question mark (RFC 3261 section 19.1.1).</summary>
internal static class UriHeaderText
{
    /// <summary>The values of all fields of this name, without escapes.</summary>
    /// <param name="uri">The URI.</param>
    /// <param name="name">The name, in any case.</param>
    public static IEnumerable<string> Values(SipUri uri, string name)
    {
        if (uri.Headers is not string headers)
            yield break;
        foreach (string field in headers.Split('&'))
        {
            int equal = field.IndexOf('=', StringComparison.Ordinal);
            if (equal > 0 && name.Equals(UriEscape.Unescape(field.AsSpan(0, equal)), StringComparison.OrdinalIgnoreCase))
                yield return UriEscape.Unescape(field.AsSpan(equal + 1));
        }
    }
}
