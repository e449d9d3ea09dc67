using System.Text;

namespace SipCti.Messages;

/// <summary>
/// How the headers of two URIs are compared (RFC 3261 section 19.1.4): each must be in both, in any order, and match by the rules of its
/// header field. That is: as the text that it would be in a message, without escapes, ignoring case (section 7.3.1), but for quoted
/// strings, Call-ID (section 20.8) and the body. From and To match as addresses (section 20.20). Several of one name keep their order.
/// </summary>
internal static class UriHeaderRules
{
    // Real ones have two or three. More than this many are compared in the order in which they stand.
    private const int MostInAnyOrder = 64;

    /// <param name="left">The headers as they stand.</param>
    /// <param name="right">Those of the other URI.</param>
    /// <param name="isNested">True within a header of another URI; addresses in headers are text there, so that nobody can nest them without end.</param>
    public static bool Same(ReadOnlySpan<char> left, ReadOnlySpan<char> right, bool isNested)
    {
        if (left.IsEmpty && right.IsEmpty)
            return true;
        int count = Count(left);
        if (count != Count(right))
            return false;
        var mine = new UriHeaderCursor(left);
        var other = new UriHeaderCursor(right);
        for (int i = 0; mine.Next(); i++)
        {
            bool isFound = count > MostInAnyOrder ? other.Next() && SameName(mine.Name, other.Name) : TryFindPartner(left, i, mine.Name, right, out other);
            if (!isFound || !SameValue(mine, other, isNested))
                return false;
        }

        return true;
    }

    private static int Count(ReadOnlySpan<char> text)
    {
        int count = 0;
        var cursor = new UriHeaderCursor(text);
        while (cursor.Next())
            count++;
        return count;
    }

    /// <summary>The header of this name in <paramref name="right"/> that has as many of its name before it as the one at <paramref name="index"/> has in <paramref name="left"/>.</summary>
    private static bool TryFindPartner(ReadOnlySpan<char> left, int index, ReadOnlySpan<char> name, ReadOnlySpan<char> right, out UriHeaderCursor partner)
    {
        int before = 0;
        var cursor = new UriHeaderCursor(left);
        for (int i = 0; i < index && cursor.Next(); i++)
            before += SameName(cursor.Name, name) ? 1 : 0;
        partner = new UriHeaderCursor(right);
        while (partner.Next())
        {
            if (SameName(partner.Name, name) && before-- == 0)
                return true;
        }

        return false;
    }

    private static bool SameName(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        if (UriEscape.Same(left, right, ignoreCase: true))
            return true;
        HeaderId id = Find(left);
        return id != HeaderId.Unknown && id == Find(right);
    }

    /// <summary>The field, also by its compact name.</summary>
    private static HeaderId Find(ReadOnlySpan<char> name)
    {
        Span<char> plain = stackalloc char[64];
        Span<byte> bytes = stackalloc byte[64];
        return name.Length <= plain.Length && Encoding.UTF8.TryGetBytes(plain[..UriEscape.Normalize(name, plain)], bytes, out int length)
            ? HeaderTable.Find(bytes[..length])
            : HeaderId.Unknown;
    }

    private static bool SameValue(in UriHeaderCursor left, in UriHeaderCursor right, bool isNested)
    {
        if (left.Value.SequenceEqual(right.Value))
            return true;
        HeaderId id = Find(left.Name);
        if (id == HeaderId.CallId || UriEscape.Same(left.Name, "body", ignoreCase: true))
            return SameText(left.Value, right.Value, isCaseSensitive: true);
        bool isAddress = !isNested && id is HeaderId.From or HeaderId.To;
        if (isAddress && NameAddr.TryParse(UriEscape.Unescape(left.Value), out NameAddr? one) && NameAddr.TryParse(UriEscape.Unescape(right.Value), out NameAddr? other))
            return SameAddress(one, other);
        return SameText(left.Value, right.Value, isCaseSensitive: false);
    }

    /// <summary>Display names and brackets do not count, nor do extension parameters that only one has.</summary>
    private static bool SameAddress(NameAddr left, NameAddr right)
    {
        bool isSameUri = left.Uri.IsSip ? left.Uri.IsSecure == right.Uri.IsSecure && right.Uri.IsSip && left.Uri.EqualsSip(right.Uri, isNested: true) : left.Uri.Equals(right.Uri);
        return isSameUri && string.Equals(left.Tag, right.Tag, StringComparison.OrdinalIgnoreCase) && AreCompatible(left.Parameters, right.Parameters);
    }

    private static bool AreCompatible(SipParameters left, SipParameters right)
    {
        if (left.Count > UriScanner.MostParameters || right.Count > UriScanner.MostParameters)
            return string.Equals(left.ToString(), right.ToString(), StringComparison.Ordinal);
        foreach ((string name, string? value) in left)
        {
            bool isFirst = string.Equals(left[name], value, StringComparison.Ordinal);
            if (isFirst && right.TryGet(name, out string? other) && !string.Equals(value, other, StringComparison.OrdinalIgnoreCase))
                return false;
        }

        return true;
    }

    private static bool SameText(ReadOnlySpan<char> left, ReadOnlySpan<char> right, bool isCaseSensitive)
    {
        int i = 0;
        int j = 0;
        bool isQuoted = false;
        bool isEscaped = false;
        while (i < left.Length && j < right.Length)
        {
            int one = UriEscape.NextCharacter(left, ref i);
            int other = UriEscape.NextCharacter(right, ref j);
            bool isSame = one == other || (!isCaseSensitive && !isQuoted && one < 128 && other < 128 && char.ToLowerInvariant((char)one) == char.ToLowerInvariant((char)other));
            if (!isSame)
                return false;
            if (one == '"' && !isEscaped)
                isQuoted = !isQuoted;
            isEscaped = isQuoted && one == '\\' && !isEscaped;
        }

        return i == left.Length && j == right.Length;
    }
}
