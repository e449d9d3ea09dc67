using System.Diagnostics.CodeAnalysis;
using System.Text;
using SipCti.Messages;

namespace SipCti.Proxying;

/// <summary>
/// The right side of a dial plan rule: a sip or tel URI in which <c>{rest}</c> and <c>{user}</c> (in the user part or the number)
/// and <c>{domain}</c> (in place of the host) are filled in from what was dialled. What is filled in is escaped, so a caller
/// cannot write anything but a user part with it.
/// </summary>
internal sealed class DialTarget
{
    private const string Rest = "{rest}";
    private const string User = "{user}";
    private const string Domain = "{domain}";

    private readonly string _template;
    private readonly SipUri? _constant;

    private DialTarget(string template, SipUri? constant)
    {
        _template = template;
        _constant = constant;
    }

    public static bool TryParse(string? template, bool patternHasRest, [NotNullWhen(true)] out DialTarget? target, [NotNullWhen(false)] out string? fault)
    {
        target = null;
        fault = FaultOf(template, patternHasRest);
        if (fault is not null) return false;
        _ = SipUri.TryParse(template, out var constant);
        target = new DialTarget(template!, template!.Contains('{', StringComparison.Ordinal) ? null : constant);
        return true;
    }

    /// <summary>The second form; null when what was dialled cannot be written in it (a name in place of a telephone number).</summary>
    public SipUri? Fill(string user, string rest, string domain)
    {
        if (_constant is not null) return _constant;
        var escape = (Func<string, string>)(IsTel(_template) ? static text => text : Escape);
        if (IsTel(_template) && !user.All(IsTelephoneDigit)) return null;
        var text = _template
            .Replace(Rest, escape(rest), StringComparison.Ordinal)
            .Replace(User, escape(user), StringComparison.Ordinal)
            .Replace(Domain, domain, StringComparison.Ordinal);
        return SipUri.TryParse(text, out var uri) ? uri : null;
    }

    private static string? FaultOf(string? template, bool patternHasRest)
    {
        if (string.IsNullOrEmpty(template)) return "the target is missing";
        var at = template.IndexOf('@', StringComparison.Ordinal);
        var isTel = IsTel(template);
        for (var open = template.IndexOf('{', StringComparison.Ordinal); open >= 0; open = template.IndexOf('{', open + 1))
        {
            var close = template.IndexOf('}', open);
            var name = close < 0 ? template[open..] : template[open..(close + 1)];
            if (name is not (Rest or User or Domain)) return $"the target has an unknown placeholder '{name}'; there are {Rest}, {User} and {Domain}";
            if (name == Rest && !patternHasRest) return $"the target asks for {Rest}, but the pattern has no '*', 'x' or '?'";
            if (name == Domain ? at < 0 || open != at + 1 : !isTel && open > at) return $"{name} cannot stand there in the target '{template}'";
        }

        var sample = template.Replace(Rest, "1", StringComparison.Ordinal).Replace(User, "1", StringComparison.Ordinal).Replace(Domain, "a.example", StringComparison.Ordinal);
        return SipUri.TryParse(sample, out var uri) && (uri.IsSip || uri.IsTel) ? null : $"the target '{template}' is neither a sip nor a tel URI";
    }

    private static bool IsTel(string template) => template.StartsWith("tel:", StringComparison.OrdinalIgnoreCase);

    private static bool IsTelephoneDigit(char c) => char.IsAsciiDigit(c) || c is '+' or '*' or '#';

    // RFC 3261 section 25.1: unreserved, and "+" so that international numbers stay readable; the rest as %HH of its UTF-8.
    private static string Escape(string text)
    {
        if (text.All(IsPlain)) return text;
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            if (IsPlain((char)octet)) escaped.Append((char)octet);
            else escaped.Append('%').Append(octet.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }

        return escaped.ToString();
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '!' or '~' or '*' or '\'' or '(' or ')' or '+';
}
