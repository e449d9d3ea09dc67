using System.Diagnostics.CodeAnalysis;
using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <content>
/// How header fields that may be absent are read. Each reader answers false only when the field is there and malformed; when it
/// is absent, the answer is true with null or an empty list.
/// </content>
public abstract partial class SipMessage
{
    private bool TryReadOne<T>(HeaderId id, Reader<T> read, out T? value)
        where T : class
    {
        value = null;
        int index = Headers.IndexOf(id);
        return index < 0 || read(Headers.ValueOf(Headers.Slots[index]), out value);
    }

    private bool TryReadNumber(HeaderId id, uint most, out uint? value)
    {
        value = null;
        int index = Headers.IndexOf(id);
        if (index < 0)
            return true;
        bool isNumber = SipBytes.TryReadNumber(Headers.ValueOf(Headers.Slots[index]), most, out uint number);
        value = isNumber ? number : null;
        return isNumber;
    }

    private bool TryReadAll<T>(HeaderId id, IReadOnlyList<T>? known, Reader<T> read, out IReadOnlyList<T> values)
        where T : notnull
    {
        values = known ?? [];
        if (known is not null || !Headers.MayHave(id))
            return true;
        List<T>? list = null;
        foreach (ref readonly HeaderSlot slot in Headers.Slots)
        {
            if (slot.Id == id && !TryReadLine(slot, read, list ??= []))
                return false;
        }

        values = list ?? values;
        return true;
    }

    private bool TryReadLine<T>(in HeaderSlot slot, Reader<T> read, List<T> values)
        where T : notnull
    {
        if (HeaderTable.Shape(slot.Id) != HeaderShape.Many)
            return TryAdd(Headers.ValueOf(slot), read, values);
        var splitter = new ValueSplitter(Headers.ValueOf(slot));
        while (splitter.MoveNext())
        {
            if (!TryAdd(splitter.Current, read, values))
                return false;
        }

        return true;
    }

    private static bool TryAdd<T>(ReadOnlySpan<byte> text, Reader<T> read, List<T> values)
        where T : notnull
    {
        if (!read(text, out T? value))
            return false;
        values.Add(value);
        return true;
    }

    private static bool ReadToken(ReadOnlySpan<byte> text, [NotNullWhen(true)] out string? token)
    {
        token = SipBytes.IsTokenText(text) ? Encoding.ASCII.GetString(text) : null;
        return token is not null;
    }

    private static bool ReadCallId(ReadOnlySpan<byte> text, [NotNullWhen(true)] out string? callId)
    {
        callId = DialogReference.IsCallId(text) ? Encoding.ASCII.GetString(text) : null;
        return callId is not null;
    }
}
