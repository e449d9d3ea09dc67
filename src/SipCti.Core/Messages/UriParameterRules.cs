namespace SipCti.Messages;

/// <summary>How the parameters of two URIs are compared: RFC 3261 section 19.1.4 for sip and sips, RFC 3966 section 4 for tel.</summary>
internal static class UriParameterRules
{
    // Of a name that stands twice, which section 19.1.1 forbids, the first counts.
    public static bool SameForSip(in ParameterCursor left, in ParameterCursor right) =>
        Matches(left, right, isTel: false) && Matches(right, left, isTel: false);

    public static bool SameForTel(in ParameterCursor left, in ParameterCursor right) =>
        Matches(left, right, isTel: true) && Matches(right, left, isTel: true);

    private static bool Matches(in ParameterCursor left, in ParameterCursor right, bool isTel)
    {
        ParameterCursor mine = left;
        while (mine.Next())
        {
            if (!IsFirst(left, mine))
                continue;
            bool isMatch = TryFind(right, mine.Name, out ParameterCursor other)
                ? mine.HasValue == other.HasValue && SameValue(mine, other, isTel)
                : !isTel && !IsDecisive(mine);
            if (!isMatch)
                return false;
        }

        return true;
    }

    private static bool IsFirst(in ParameterCursor all, in ParameterCursor one) => TryFind(all, one.Name, out ParameterCursor first) && first.Start == one.Start;

    private static bool TryFind(in ParameterCursor all, ReadOnlySpan<char> name, out ParameterCursor found)
    {
        found = all;
        while (found.Next())
        {
            if (found.IsNamed(name))
                return true;
        }

        return false;
    }

    /// <summary>These matter even when only one of the two URIs has them.</summary>
    private static bool IsDecisive(in ParameterCursor parameter) =>
        parameter.IsNamed("user") || parameter.IsNamed("ttl") || parameter.IsNamed("method") || parameter.IsNamed("maddr") || parameter.IsNamed("transport");

    private static bool SameValue(in ParameterCursor left, in ParameterCursor right, bool isTel)
    {
        // A method is another one in another case (section 7.1); section 19.1.4 lets such a rule stand.
        if (!isTel && left.IsNamed("method"))
            return UriEscape.Same(left.Value, right.Value, ignoreCase: false);
        if (!isTel && left.IsNamed("maddr"))
            return HostText.Same(left.Value, right.Value) || UriEscape.Same(left.Value, right.Value, ignoreCase: true);
        if (isTel && (left.IsNamed("ext") || (left.IsNamed("phone-context") && left.Value is ['+', ..])))
            return TelephoneText.Same(left.Value, right.Value);
        return UriEscape.Same(left.Value, right.Value, ignoreCase: true);
    }
}
