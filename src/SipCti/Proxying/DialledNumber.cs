using SipCti.Messages;

namespace SipCti.Proxying;

/// <summary>The part of a URI that people dial.</summary>
internal static class DialledNumber
{
    private const string TelPrefix = "tel:";

    /// <summary>The user part of a sip URI; the bare digits of a telephone number; empty when there is none.</summary>
    public static string Of(SipUri uri)
    {
        if (uri.IsTel) return uri.AddressOfRecord[TelPrefix.Length..];
        var user = uri.User ?? "";
        return "phone".Equals(uri.Parameters["user"], StringComparison.OrdinalIgnoreCase) ? WithoutSeparators(user) : user;
    }

    // RFC 3966 section 5.1.1: - . ( ) only make a number easier to read; RFC 3261 section 19.1.6: parameters follow a semicolon.
    private static string WithoutSeparators(string user)
    {
        var end = user.IndexOf(';', StringComparison.Ordinal);
        var number = end < 0 ? user : user[..end];
        return number.AsSpan().ContainsAny("-.()") ? string.Concat(number.Split('-', '.', '(', ')')) : number;
    }
}
