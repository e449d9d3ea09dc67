using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>
/// Reads header field parameters one by one: <c>;name</c>, <c>;name=token</c>, <c>;name="text"</c>, with spaces anywhere between.
/// </summary>
internal ref struct ParameterReader(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private int _at;

    /// <summary>True when the text is malformed; then no more parameters come.</summary>
    public bool IsMalformed { get; private set; }

    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The value as it stands, with its quotes.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    public bool HasValue { get; private set; }

    /// <summary>The value without quotes; for values that hold no escapes, such as tags and branches.</summary>
    public readonly ReadOnlySpan<byte> PlainValue =>
        Value.Length >= 2 && Value[0] == (byte)'"' ? Value[1..^1] : Value;

    public bool Next()
    {
        _at = SipBytes.SkipSpace(_text, _at);
        if (_at == _text.Length || IsMalformed)
            return false;
        if (_text[_at] != (byte)';')
            return Fail();
        int start = _at = SipBytes.SkipSpace(_text, _at + 1);
        while (_at < _text.Length && SipBytes.IsToken(_text[_at]))
            _at++;
        Name = _text[start.._at];
        Value = default;
        HasValue = false;
        if (Name.IsEmpty)
            return Fail();
        _at = SipBytes.SkipSpace(_text, _at);
        return _at == _text.Length || _text[_at] != (byte)'=' || ReadValue();
    }

    public readonly bool IsNamed(ReadOnlySpan<byte> name) => Name.Length == name.Length && Ascii.EqualsIgnoreCase(Name, name);

    public static bool TryReadAll(ReadOnlySpan<byte> text, out SipParameters parameters)
    {
        parameters = SipParameters.Empty;
        if (text.IsEmpty)
            return true;
        var list = new List<KeyValuePair<string, string?>>(4);
        var reader = new ParameterReader(text);
        while (reader.Next())
            list.Add(new(ParameterNames.Get(reader.Name), reader.HasValue ? QuotedText.Decode(reader.Value) : null));
        if (!reader.IsMalformed)
            parameters = SipParameters.FromRaw([.. list], isUri: false);
        return !reader.IsMalformed;
    }

    private bool ReadValue()
    {
        int start = _at = SipBytes.SkipSpace(_text, _at + 1);
        HasValue = true;
        if (_at < _text.Length && _text[_at] == (byte)'"')
        {
            _at = QuotedText.SkipQuoted(_text, _at);
            if (_at < 0)
            {
                _at = _text.Length;
                return Fail();
            }
        }
        else
        {
            // More than a token: addresses with colons, branches with '/' or '=' are about.
            while (_at < _text.Length && SipBytes.IsVisible(_text[_at]) && _text[_at] is not ((byte)';' or (byte)',' or (byte)'"' or (byte)'<' or (byte)'>'))
                _at++;
        }

        Value = _text[start.._at];
        return !Value.IsEmpty || Fail();
    }

    private bool Fail()
    {
        IsMalformed = true;
        return false;
    }
}
