using System.Diagnostics.CodeAnalysis;
using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>Makes a message of an array that it takes over: start line, index, and the checks that finding its transaction needs.</summary>
internal static class MessageReader
{
    /// <summary>
    /// Free bytes behind a message: what a proxy adds (a Via, a Record-Route, a Request-URI, Max-Forwards) fits in nearly always, so that
    /// forwarding allocates nothing; and no step of the index needs to look where the message ends.
    /// </summary>
    public const int Room = 224;

    public static bool IsWithin(long length, SipLimits limits, out SipFault fault)
    {
        fault = length > (long)limits.MaxHeaderBlockBytes + limits.MaxBodyBytes ? new SipFault(SipFaultKind.BodyTooLarge) : default;
        return !fault.IsFault;
    }

    /// <summary>Reads a message.</summary>
    /// <param name="bytes">The message, and <see cref="Room"/> bytes more.</param>
    /// <param name="limits">The limits to hold to.</param>
    /// <param name="message">The message read.</param>
    /// <param name="fault">What is wrong with it.</param>
    public static bool TryRead(byte[] bytes, SipLimits limits, [NotNullWhen(true)] out SipMessage? message, out SipFault fault)
    {
        message = null;
        int length = bytes.Length - Room;
        var index = new HeadIndex(bytes, length, limits);
        if (!index.TryRead())
        {
            fault = index.Fault;
            return false;
        }

        if (!StartLineReader.TryRead(bytes.AsSpan(0, index.StartLineLength - 2), out StartLine start, out fault))
            return false;
        if (!TryCheck(index, start, out fault) || !TryReadBody(bytes, length, index, limits, out ReadOnlyMemory<byte> body, out fault))
            return false;
        var headers = new SipHeaders(bytes, length, index.Slots, index.Count, index.SeenLow, index.SeenHigh);
        message = start.StatusCode == 0
            ? new SipRequest(bytes, 0, index.StartLineLength, start.Method, headers, body)
            : new SipResponse(bytes, 0, index.StartLineLength, start.StatusCode, headers, body);
        return true;
    }

    /// <summary>Visible characters alone. The grammar (word, section 25.1) forbids a few more that deployed elements use.</summary>
    public static bool IsCallId(ReadOnlySpan<byte> value) => !value.IsEmpty && !value.ContainsAnyExceptInRange((byte)'!', (byte)'~');

    // What finding a transaction needs (section 17.2.3); SipMessage.TryCheck does the rest.
    private static bool TryCheck(in HeadIndex index, in StartLine start, out SipFault fault)
    {
        fault = default;
        return Check(index, HeaderId.Via, CheckVia(index), ref fault)
            && Check(index, HeaderId.From, Missing(index, HeaderId.From), ref fault)
            && Check(index, HeaderId.To, Missing(index, HeaderId.To), ref fault)
            && Check(index, HeaderId.CallId, CheckCallId(index), ref fault)
            && Check(index, HeaderId.CSeq, CheckCSeq(index, start), ref fault);
    }

    private static bool Check(in HeadIndex index, HeaderId id, SipFaultKind kind, ref SipFault fault)
    {
        if (kind == SipFaultKind.None)
            return true;
        fault = new SipFault(kind, HeaderTable.Name(id), kind == SipFaultKind.HeaderMissing ? 0 : index.First(id).Start);
        return false;
    }

    private static SipFaultKind Missing(in HeadIndex index, HeaderId id) => index.Has(id) ? SipFaultKind.None : SipFaultKind.HeaderMissing;

    private static SipFaultKind Invalid(bool isValid) => isValid ? SipFaultKind.None : SipFaultKind.HeaderInvalid;

    private static SipFaultKind CheckVia(in HeadIndex index)
    {
        if (!index.Has(HeaderId.Via))
            return SipFaultKind.HeaderMissing;
        ReadOnlySpan<byte> value = index.ValueOf(index.First(HeaderId.Via)).TrimStart(", \t"u8);
        return Invalid(ViaScanner.TryScanPrefix(value, out _, out int end) && Ascii.IsValid(value[..end]));
    }

    private static SipFaultKind CheckCallId(in HeadIndex index) =>
        index.Has(HeaderId.CallId) ? Invalid(IsCallId(index.ValueOf(index.First(HeaderId.CallId)))) : SipFaultKind.HeaderMissing;

    private static SipFaultKind CheckCSeq(in HeadIndex index, in StartLine start)
    {
        if (!index.Has(HeaderId.CSeq))
            return SipFaultKind.HeaderMissing;
        if (!CSeq.TrySplit(index.ValueOf(index.First(HeaderId.CSeq)), out _, out ReadOnlySpan<byte> method))
            return SipFaultKind.HeaderInvalid;
        if (start.StatusCode == 0 && index.IsMethod(method))
            return SipFaultKind.None;
        if (!SipBytes.IsTokenText(method))
            return SipFaultKind.HeaderInvalid;
        return start.StatusCode != 0 ? SipFaultKind.None : SipFaultKind.CSeqMethodMismatch;
    }

    private static bool TryReadBody(byte[] bytes, int end, in HeadIndex index, SipLimits limits, out ReadOnlyMemory<byte> body, out SipFault fault)
    {
        body = default;
        int available = end - index.HeadLength;
        uint? length = null;
        if (index.Has(HeaderId.ContentLength))
        {
            foreach (ref readonly HeaderSlot slot in index.Slots.AsSpan(index.FirstIndex(HeaderId.ContentLength)..index.Count))
            {
                if (slot.Id != HeaderId.ContentLength)
                    continue;
                SipFaultKind kind = SipFaultKind.None;
                if (!SipBytes.TryReadNumber(index.ValueOf(slot), int.MaxValue, out uint value))
                    kind = IsDigits(index.ValueOf(slot)) ? SipFaultKind.BodyTooLarge : SipFaultKind.ContentLengthInvalid;
                else if (length is not null && length != value)
                    kind = SipFaultKind.ContentLengthConflict;
                else if (value > limits.MaxBodyBytes)
                    kind = SipFaultKind.BodyTooLarge;
                else if (value > available)
                    kind = SipFaultKind.BodyTruncated;
                if (kind != SipFaultKind.None)
                {
                    fault = new SipFault(kind, "Content-Length", slot.Start);
                    return false;
                }

                length = value;
            }
        }

        fault = available > limits.MaxBodyBytes && length is null ? new SipFault(SipFaultKind.BodyTooLarge, null, index.HeadLength) : default;
        body = bytes.AsMemory(index.HeadLength, (int)(length ?? (uint)available));
        return !fault.IsFault;
    }

    private static bool IsDigits(ReadOnlySpan<byte> value) => !value.IsEmpty && !value.ContainsAnyExceptInRange((byte)'0', (byte)'9');
}
