using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>
/// Reads header field parameters one by one: <c>;name</c>, <c>;name=token</c>, <c>;name="text"</c>, with spaces anywhere between.
/// </summary>
/// <param name="text">Parameters.</param>
/// <param name="isInList">True when they may end at a comma, behind which another value stands.</param>
internal ref struct ParameterReader(ReadOnlySpan<byte> text, bool isInList = false)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private int _at;
    private int _nameStart;
    private int _nameEnd;
    private int _valueStart;

    /// <summary>Where the parameters end: the comma, or the length of the text. Holds when <see cref="Next"/> was false.</summary>
    public readonly int End => _at;

    /// <summary>True when the text is malformed; then no more parameters come.</summary>
    public bool IsMalformed { get; private set; }

    public bool HasValue { get; private set; }

    public readonly ReadOnlySpan<byte> Name => _text[_nameStart.._nameEnd];

    /// <summary>The value as it stands, with its quotes.</summary>
    public readonly ReadOnlySpan<byte> Value => HasValue ? _text[_valueStart.._at] : default;

    /// <summary>The value without its quotes, but with the escapes that it holds.</summary>
    public readonly ReadOnlySpan<byte> PlainValue => _text[PlainValueRange.Start..PlainValueRange.End];

    /// <summary>Where the value without its quotes stands; for values that hold no escapes, such as tags and branches.</summary>
    public readonly (int Start, int End) PlainValueRange =>
        _text[_valueStart] == (byte)'"' ? (_valueStart + 1, _at - 1) : (_valueStart, _at);

    public static bool TryReadAll(ReadOnlySpan<byte> text, out SipParameters parameters)
    {
        parameters = SipParameters.Empty;
        if (text.IsEmpty)
            return true;
        var reader = new ParameterReader(text);
        while (reader.Next())
        {
        }

        if (!reader.IsMalformed)
        {
            string all = QuotedText.Decode(text);
            parameters = SipParameters.FromText(all, 0, all.Length, isUri: false);
        }

        return !reader.IsMalformed;
    }

    public bool Next()
    {
        ReadOnlySpan<byte> text = _text;
        int at = SipBytes.SkipSpace(text, _at);
        if (at >= text.Length || (isInList && text[at] == (byte)','))
        {
            _at = at;
            return false;
        }

        if (text[at] != (byte)';')
            return Fail();
        int start = SipBytes.SkipSpace(text, at + 1);
        at = ByteRun.End<TokenBytes>(text, start);
        if (at == start)
            return Fail();
        _nameStart = start;
        _nameEnd = at;
        at = SipBytes.SkipSpace(text, at);
        HasValue = (uint)at < (uint)text.Length && text[at] == (byte)'=';
        _at = at;
        return !HasValue || ReadValue(SipBytes.SkipSpace(text, at + 1));
    }

    public readonly bool IsNamed(ReadOnlySpan<byte> name) =>
        _nameEnd - _nameStart == name.Length && (Name.SequenceEqual(name) || Ascii.EqualsIgnoreCase(Name, name));

    private bool ReadValue(int start)
    {
        _valueStart = start;
        if (start == _text.Length)
            return Fail();
        if (_text[start] == (byte)'"')
        {
            _at = QuotedText.SkipQuoted(_text, start);
            return _at >= 0 || Fail();
        }

        _at = ByteRun.End<ValueBytes>(_text, start);
        return _at > start || Fail();
    }

    private bool Fail()
    {
        IsMalformed = true;
        _at = _text.Length;
        return false;
    }
}
