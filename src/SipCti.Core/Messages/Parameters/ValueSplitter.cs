using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>Splits the value of a list header field at its commas, which do not count inside quotes and angle brackets.</summary>
internal ref struct ValueSplitter(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;

    /// <summary>The value found, without the spaces around it.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>The offset behind the comma that ended <see cref="Current"/>; the length of the text when it was the last.</summary>
    public int Next { get; private set; }

    /// <summary>Goes on to the next value. An empty element is skipped (it is no value).</summary>
    public bool MoveNext()
    {
        while (Next < _text.Length)
        {
            int start = Next;
            int end = FindComma(start);
            Next = Math.Min(end + 1, _text.Length);
            Current = SipBytes.Trim(_text[start..end]);
            if (!Current.IsEmpty)
                return true;
        }

        Current = default;
        return false;
    }

    private readonly int FindComma(int from)
    {
        int at = from;
        while (at < _text.Length)
        {
            int stop = _text[at..].IndexOfAny((byte)',', (byte)'"', (byte)'<');
            if (stop < 0)
                break;
            at += stop;
            switch (_text[at])
            {
                case (byte)',':
                    return at;
                case (byte)'"':
                    int close = QuotedText.SkipQuoted(_text, at);
                    at = close < 0 ? _text.Length : close;
                    break;
                default:
                    int bracket = _text[at..].IndexOf((byte)'>');
                    at = bracket < 0 ? _text.Length : at + bracket + 1;
                    break;
            }
        }

        return _text.Length;
    }
}
