using System.Diagnostics.CodeAnalysis;

namespace SipCti.Proxying;

/// <summary>
/// The left side of a dial plan rule. <c>*</c> at the end: one or more characters. <c>?</c>: any one character.
/// <c>x</c>: one digit, in a pattern without other letters (so <c>fax*</c> means what it says). All else stands for itself.
/// </summary>
internal sealed class DialPattern
{
    private readonly string _fixed;
    private readonly bool _open;
    private readonly bool _digits;
    private readonly int _firstWildcard;

    private DialPattern(string text)
    {
        Text = text;
        _open = text[^1] == '*';
        _fixed = _open ? text[..^1] : text;
        _digits = text.All(c => c is 'x' or 'X' || !char.IsLetter(c));
        var wildcard = _fixed.AsSpan().IndexOfAny(_digits ? "xX?" : "?");
        _firstWildcard = wildcard < 0 ? _fixed.Length : wildcard;
    }

    public string Text { get; }

    /// <summary>True when something of the dialled number is left to be put into the target.</summary>
    public bool HasRest => _open || _firstWildcard < _fixed.Length;

    public static bool TryParse(string? text, [NotNullWhen(true)] out DialPattern? pattern, [NotNullWhen(false)] out string? fault)
    {
        pattern = null;
        fault = string.IsNullOrEmpty(text) ? "the pattern is empty"
            : text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) ? $"the pattern '{text}' has a space in it"
            : null;
        if (fault is not null) return false;
        pattern = new DialPattern(text!);
        return true;
    }

    /// <summary>Compares a dialled number or name, letter case included (RFC 3261 section 19.1.4: user parts are case-sensitive).</summary>
    /// <param name="user">What was dialled.</param>
    /// <param name="rest">What stands from the first wildcard on; empty when there is none.</param>
    public bool TryMatch(string user, [NotNullWhen(true)] out string? rest)
    {
        rest = null;
        if (_open ? user.Length <= _fixed.Length : user.Length != _fixed.Length) return false;
        for (var i = 0; i < _fixed.Length; i++)
        {
            var matches = _fixed[i] switch
            {
                '?' => true,
                'x' or 'X' when _digits => char.IsAsciiDigit(user[i]),
                var literal => literal == user[i],
            };
            if (!matches) return false;
        }

        rest = user[_firstWildcard..];
        return true;
    }
}
