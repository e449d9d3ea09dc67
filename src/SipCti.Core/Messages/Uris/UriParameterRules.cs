namespace SipCti.Messages;

/// <summary>How the parameters of two URIs are compared: RFC 3261 section 19.1.4 for sip and sips, RFC 3966 section 4 for tel.</summary>
internal static class UriParameterRules
{
    public static bool SameForSip(in ParameterCursor left, in ParameterCursor right) => Matches(left, right, isTel: false) && LacksNothing(right, left, isTel: false);

    public static bool SameForTel(in ParameterCursor left, in ParameterCursor right) => Matches(left, right, isTel: true) && LacksNothing(right, left, isTel: true);

    private static bool Matches(in ParameterCursor left, in ParameterCursor right, bool isTel)
    {
        ParameterCursor mine = left;
        while (mine.Next())
        {
            bool isMatch = TryFind(right, mine.Name, out ParameterCursor other)
                ? mine.HasValue == other.HasValue && SameValue(mine, other, isTel)
                : !isTel && !IsDecisive(Classify(mine.Name));

            // Of a name that stands twice, which section 19.1.1 forbids, the first counts.
            if (!isMatch && IsFirst(left, mine))
                return false;
        }

        return true;
    }

    /// <summary>True when <paramref name="right"/> has each parameter of <paramref name="left"/> that both must have.</summary>
    private static bool LacksNothing(in ParameterCursor left, in ParameterCursor right, bool isTel)
    {
        ParameterCursor mine = left;
        while (mine.Next())
        {
            if ((isTel || IsDecisive(Classify(mine.Name))) && !TryFind(right, mine.Name, out _))
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
    private static bool IsDecisive(Known name) => name is Known.User or Known.Ttl or Known.Method or Known.Maddr or Known.Transport;

    private static bool SameValue(in ParameterCursor left, in ParameterCursor right, bool isTel)
    {
        if (left.Value.SequenceEqual(right.Value))
            return true;
        switch (Classify(left.Name))
        {
            // A method is another one in another case (section 7.1); section 19.1.4 lets such a rule stand.
            case Known.Method when !isTel:
                return UriEscape.Same(left.Value, right.Value, ignoreCase: false);
            case Known.Maddr when !isTel && HostText.Same(left.Value, right.Value):
                return true;
            case Known.Ext when isTel:
            case Known.PhoneContext when isTel && left.Value is ['+', ..]:
                return TelephoneText.Same(left.Value, right.Value);
            default:
                return UriEscape.Same(left.Value, right.Value, ignoreCase: true);
        }
    }

    private static Known Classify(scoped ReadOnlySpan<char> name)
    {
        Span<char> plain = stackalloc char[64];
        if (name.Contains('%') && name.Length <= plain.Length)
            name = plain[..UriEscape.Normalize(name, plain)];
        return name.Length switch
        {
            3 when name.Equals("ttl", StringComparison.OrdinalIgnoreCase) => Known.Ttl,
            3 when name.Equals("ext", StringComparison.OrdinalIgnoreCase) => Known.Ext,
            4 when name.Equals("user", StringComparison.OrdinalIgnoreCase) => Known.User,
            5 when name.Equals("maddr", StringComparison.OrdinalIgnoreCase) => Known.Maddr,
            6 when name.Equals("method", StringComparison.OrdinalIgnoreCase) => Known.Method,
            9 when name.Equals("transport", StringComparison.OrdinalIgnoreCase) => Known.Transport,
            13 when name.Equals("phone-context", StringComparison.OrdinalIgnoreCase) => Known.PhoneContext,
            _ => Known.Other,
        };
    }

    private enum Known
    {
        Other,
        User,
        Ttl,
        Method,
        Maddr,
        Transport,
        Ext,
        PhoneContext,
    }
}
