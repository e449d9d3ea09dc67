using System.Diagnostics.CodeAnalysis;
using SipCti.Messages;

namespace SipCti.Cti;

/// <summary>Which devices a monitor watches: all of them, one, or those whose address begins and ends in a given way.</summary>
internal readonly record struct DevicePattern
{
    private DevicePattern(string prefix, string? suffix)
    {
        Prefix = prefix;
        Suffix = suffix;
    }

    /// <summary>What the address begins with; the whole address when <see cref="IsExact"/>.</summary>
    public string Prefix { get; }

    /// <summary>What the address ends with; null for an exact address.</summary>
    public string? Suffix { get; }

    public bool IsExact => Suffix is null;

    public static bool TryParse(string text, out DevicePattern pattern, [NotNullWhen(false)] out string? fault)
    {
        pattern = default;
        fault = null;
        var star = text.IndexOf('*', StringComparison.Ordinal);
        if (star < 0)
        {
            if (!SipUri.TryParse(text, out var uri)) fault = $"'{text}' is no address, no pattern with one '*', and not '*'.";
            else pattern = new DevicePattern(uri.AddressOfRecord, null);
        }
        else if (text.Length == 1)
        {
            pattern = new DevicePattern("", "");
        }
        else if (text.LastIndexOf('*') != star || text.IndexOf(':', StringComparison.Ordinal) is var colon && (colon < 1 || colon > star))
        {
            fault = $"'{text}' must be a scheme, a colon and an address with one '*', for example sip:20*@pbx.example.";
        }
        else
        {
            pattern = new DevicePattern(Canonical(text[..star]), Canonical(text[(star + 1)..]));
        }

        return fault is null;
    }

    public bool Matches(string device) => IsExact
        ? device == Prefix
        : device.Length >= Prefix.Length + Suffix!.Length && device.StartsWith(Prefix, StringComparison.Ordinal) && device.EndsWith(Suffix, StringComparison.Ordinal);

    // As in an address-of-record: the scheme and the host in lower case, the user as it is (RFC 3261 section 10.3 step 5).
    private static string Canonical(string part)
    {
        var at = part.IndexOf('@', StringComparison.Ordinal);
        if (at >= 0) part = string.Concat(part.AsSpan(0, at), part.AsSpan(at).ToString().ToLowerInvariant());
        var colon = part.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && (at < 0 || colon < at) ? string.Concat(part[..colon].ToLowerInvariant(), part.AsSpan(colon)) : part;
    }
}
