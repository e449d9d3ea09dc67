using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SipCti.Wire;

/// <summary>Reads one header field that is, or may yet be, Content-Length (compact form <c>l</c>), in whatever pieces it comes.</summary>
internal struct LengthScanner
{
    private State _state;
    private byte _matched;
    private bool _hasDigit;

    private enum State : byte
    {
        Closed,
        Name,
        AfterName,
        BeforeNumber,
        Number,
        AfterNumber,
        LineEnd,
    }

    /// <summary>True from <see cref="Open"/> until the field has turned out to be another, to be invalid, or has ended.</summary>
    public readonly bool IsOpen => _state != State.Closed;

    /// <summary>The number as far as it was read. Who reads on closes the field when it is larger than it may be, before it overflows.</summary>
    public long Value { get; private set; }

    private static ReadOnlySpan<byte> Name => "content-length"u8;

    /// <summary>Reads a field in its usual form: long name, colon, space, digits, CRLF, and a byte behind that begins no folded line.</summary>
    /// <returns>Its bytes; 0 when it is of another form or not yet all there.</returns>
    public static int TryReadPlain(ReadOnlySpan<byte> bytes, out long value)
    {
        value = 0;
        if (bytes.Length < 20)
            return 0;
        Vector128<byte> letters = Vector128.Create(0x20, 0x20, 0x20, 0x20, 0x20, 0x20, 0x20, 0, 0x20, 0x20, 0x20, 0x20, 0x20, 0x20, 0, 0).AsByte();
        Vector128<byte> name = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(bytes)) | letters;
        if (name != Vector128.Create("content-length: "u8))
            return 0;
        int at = 16;
        for (; at < bytes.Length && at < 26 && SipBytes.IsDigit(bytes[at]); at++)
            value = (value * 10) + (bytes[at] - '0');
        bool isEnded = at > 16 && at + 2 < bytes.Length && bytes[at] == (byte)'\r' && bytes[at + 1] == (byte)'\n' && !SipBytes.IsSpace(bytes[at + 2]);
        return isEnded ? at + 2 : 0;
    }

    /// <summary>Begins at the first byte of a field.</summary>
    public void Open()
    {
        _state = State.Name;
        _matched = 0;
        _hasDigit = false;
        Value = 0;
    }

    /// <summary>Stops reading.</summary>
    public void Close() => _state = State.Closed;

    /// <summary>Takes the next byte; or closes the field before it, when the answer is another than <see cref="LengthStep.More"/>.</summary>
    public LengthStep Take(byte b)
    {
        switch (_state)
        {
            case State.Name:
                byte lower = (byte)(b | 0x20);
                if (_matched == 0 && lower == (byte)'l')
                    _state = State.AfterName;
                else if (!IsNext(b))
                    return Close(LengthStep.Other);
                else if (++_matched == Name.Length)
                    _state = State.AfterName;
                return LengthStep.More;
            case State.AfterName:
                if (b == (byte)':')
                    _state = State.BeforeNumber;
                else if (!SipBytes.IsSpace(b))
                    return Close(LengthStep.Other);
                return LengthStep.More;
            case State.LineEnd when !SipBytes.IsSpace(b):
                return Close(_hasDigit ? LengthStep.End : LengthStep.Invalid);
            default:
                return TakeOfValue(b);
        }
    }

    // The hyphen as it is: with bit 5 set a carriage return would be one.
    private readonly bool IsNext(byte b) => (SipBytes.IsAlpha(b) ? b | 0x20 : b) == Name[_matched];

    // A fold or spaces may stand before and after the number, never within it.
    private LengthStep TakeOfValue(byte b)
    {
        if (SipBytes.IsDigit(b) && _state is State.BeforeNumber or State.Number)
        {
            _state = State.Number;
            _hasDigit = true;
            Value = (Value * 10) + (b - '0');
            return LengthStep.More;
        }

        if (!SipBytes.IsLinearSpace(b))
            return Close(LengthStep.Invalid);
        _state = b == (byte)'\n' ? State.LineEnd : _hasDigit ? State.AfterNumber : State.BeforeNumber;
        return LengthStep.More;
    }

    private LengthStep Close(LengthStep step)
    {
        Close();
        return step;
    }
}
