using System.Diagnostics.CodeAnalysis;
using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>Makes a message of an array that it takes over: start line, index, checks.</summary>
internal static class MessageReader
{
    public static bool IsWithin(long length, SipLimits limits, out SipFault fault)
    {
        fault = length > (long)limits.MaxHeaderBlockBytes + limits.MaxBodyBytes ? new SipFault(SipFaultKind.BodyTooLarge) : default;
        return !fault.IsFault;
    }

    public static bool TryRead(byte[] bytes, SipLimits limits, [NotNullWhen(true)] out SipMessage? message, out SipFault fault)
    {
        message = null;
        var index = new HeadIndex(bytes, limits);
        if (!index.TryRead(out fault) || !StartLineReader.TryRead(bytes.AsSpan(0, index.StartLineLength - 2), out StartLine start, out fault))
            return false;
        if (!TryCheck(index, start, out fault) || !TryReadBody(bytes, index, limits, out ReadOnlyMemory<byte> body, out fault))
            return false;
        var headers = new SipHeaders(bytes, index.Slots, index.Count, index.SeenLow, index.SeenHigh);
        message = start.StatusCode == 0
            ? new SipRequest(bytes, index.StartLineLength, start.Method, headers, body)
            : new SipResponse(bytes, index.StartLineLength, start.StatusCode, headers, body);
        return true;
    }

    /// <summary>Visible characters alone. The grammar (word, section 25.1) forbids a few more that deployed elements use.</summary>
    public static bool IsCallId(ReadOnlySpan<byte> value) => !value.IsEmpty && !value.ContainsAnyExceptInRange((byte)'!', (byte)'~');

    private static bool TryCheck(in HeadIndex index, in StartLine start, out SipFault fault)
    {
        fault = default;
        return Check(index, HeaderId.Via, CheckVia(index), ref fault)
            && Check(index, HeaderId.From, CheckAddress(index, HeaderId.From), ref fault)
            && Check(index, HeaderId.To, CheckAddress(index, HeaderId.To), ref fault)
            && Check(index, HeaderId.CallId, CheckCallId(index), ref fault)
            && Check(index, HeaderId.CSeq, CheckCSeq(index, start), ref fault)
            && Check(index, HeaderId.MaxForwards, CheckMaxForwards(index), ref fault);
    }

    private static bool Check(in HeadIndex index, HeaderId id, SipFaultKind kind, ref SipFault fault)
    {
        if (kind == SipFaultKind.None)
            return true;
        fault = new SipFault(kind, HeaderTable.Name(id), kind == SipFaultKind.HeaderMissing ? 0 : index.First(id).Start);
        return false;
    }

    private static SipFaultKind Invalid(bool isValid) => isValid ? SipFaultKind.None : SipFaultKind.HeaderInvalid;

    // Only the top Via decides where the answer goes; the others are for the hops behind.
    private static SipFaultKind CheckVia(in HeadIndex index)
    {
        if (!index.Has(HeaderId.Via))
            return SipFaultKind.HeaderMissing;
        var splitter = new ValueSplitter(index.ValueOf(index.First(HeaderId.Via)));
        return Invalid(splitter.MoveNext() && Ascii.IsValid(splitter.Current) && ViaScanner.TryScan(splitter.Current, out _));
    }

    private static SipFaultKind CheckAddress(in HeadIndex index, HeaderId id) =>
        index.Has(id) ? Invalid(NameAddrScanner.TryScanAll(index.ValueOf(index.First(id)), out _, out _)) : SipFaultKind.HeaderMissing;

    private static SipFaultKind CheckCallId(in HeadIndex index) =>
        index.Has(HeaderId.CallId) ? Invalid(IsCallId(index.ValueOf(index.First(HeaderId.CallId)))) : SipFaultKind.HeaderMissing;

    private static SipFaultKind CheckMaxForwards(in HeadIndex index) =>
        Invalid(!index.Has(HeaderId.MaxForwards) || SipBytes.TryReadNumber(index.ValueOf(index.First(HeaderId.MaxForwards)), 255, out _));

    private static SipFaultKind CheckCSeq(in HeadIndex index, in StartLine start)
    {
        if (!index.Has(HeaderId.CSeq))
            return SipFaultKind.HeaderMissing;
        if (!CSeq.TrySplit(index.ValueOf(index.First(HeaderId.CSeq)), out _, out ReadOnlySpan<byte> method) || !SipBytes.IsTokenText(method))
            return SipFaultKind.HeaderInvalid;
        return start.StatusCode != 0 || Ascii.Equals(method, start.Method.Name) ? SipFaultKind.None : SipFaultKind.CSeqMethodMismatch;
    }

    private static bool TryReadBody(byte[] bytes, in HeadIndex index, SipLimits limits, out ReadOnlyMemory<byte> body, out SipFault fault)
    {
        body = default;
        int available = bytes.Length - index.HeadLength;
        uint? length = null;
        if (index.Has(HeaderId.ContentLength))
        {
            foreach (ref readonly HeaderSlot slot in index.Slots.AsSpan(0, index.Count))
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
