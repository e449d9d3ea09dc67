namespace SipCti.Messages;

/// <summary>
/// Equivalence of URNs (RFC 8141 section 3.1): the namespace ignoring case, the rest as it is but for the case of escapes; what
/// stands behind a question mark or a number sign does not count. UUIDs (RFC 9562 section 4) and services (RFC 5031 section 4.2)
/// are compared ignoring case by the rules of their namespaces.
/// </summary>
internal static class UrnText
{
    public static bool Same(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        left = AssignedName(left);
        right = AssignedName(right);
        if (!left.Equals(right, StringComparison.OrdinalIgnoreCase))
            return false;
        int colon = left.IndexOf(':');
        if (colon < 0 || colon != right.IndexOf(':') || IsCaseless(left[..colon]))
            return true;
        for (int i = colon + 1; i < left.Length; i++)
        {
            bool isHex = (left[i - 1] == '%' || (i > colon + 1 && left[i - 2] == '%')) && char.IsAsciiHexDigit(left[i]);
            if (!isHex && left[i] != right[i])
                return false;
        }

        return true;
    }

    public static int Hash(ReadOnlySpan<char> name) => string.GetHashCode(AssignedName(name), StringComparison.OrdinalIgnoreCase);

    /// <summary>Namespace and name without r-, q- and f-component.</summary>
    private static ReadOnlySpan<char> AssignedName(ReadOnlySpan<char> name)
    {
        int end = name.IndexOfAny('?', '#');
        return end < 0 ? name : name[..end];
    }

    private static bool IsCaseless(ReadOnlySpan<char> space) =>
        space.Equals("uuid", StringComparison.OrdinalIgnoreCase) || space.Equals("service", StringComparison.OrdinalIgnoreCase);
}
