using System.Diagnostics.CodeAnalysis;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>Makes a message of an array that it takes over: start line, index, checks.</summary>
internal static class MessageReader
{
    private static readonly HeaderId[] Mandatory = [HeaderId.Via, HeaderId.From, HeaderId.To, HeaderId.CallId, HeaderId.CSeq];

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
        var headers = new SipHeaders(index.Slots, index.Count);
        message = start.StatusCode == 0
            ? new SipRequest(bytes, index.StartLineLength, start.Method, headers, body)
            : new SipResponse(bytes, index.StartLineLength, start.StatusCode, headers, body);
        return true;
    }

    /// <summary>Visible characters alone. The grammar (word, section 25.1) forbids a few more that deployed elements use.</summary>
    public static bool IsCallId(ReadOnlySpan<byte> value) => !value.IsEmpty && !value.ContainsAnyExceptInRange((byte)'!', (byte)'~');

    private static bool TryCheck(in HeadIndex index, in StartLine start, out SipFault fault)
    {
        foreach (HeaderId id in Mandatory)
        {
            if (!index.Has(id))
            {
                fault = new SipFault(SipFaultKind.HeaderMissing, HeaderTable.Name(id));
                return false;
            }
        }

        bool isViaSeen = false;
        foreach (ref readonly HeaderSlot slot in index.Slots.AsSpan(0, index.Count))
        {
            SipFaultKind kind = slot.Id switch
            {
                HeaderId.Via => CheckVia(slot, ref isViaSeen),
                HeaderId.From or HeaderId.To => Invalid(NameAddrScanner.IsValid(slot.Value, out _)),
                HeaderId.CallId => Invalid(IsCallId(slot.Value)),
                HeaderId.CSeq => CheckCSeq(slot, start),
                HeaderId.MaxForwards => Invalid(SipBytes.TryReadNumber(slot.Value, 255, out _)),
                _ => SipFaultKind.None,
            };
            if (kind != SipFaultKind.None)
            {
                fault = new SipFault(kind, HeaderTable.Name(slot.Id), slot.Start);
                return false;
            }
        }

        fault = default;
        return true;
    }

    private static SipFaultKind Invalid(bool isValid) => isValid ? SipFaultKind.None : SipFaultKind.HeaderInvalid;

    // Only the top Via decides where the answer goes; the others are for the hops behind.
    private static SipFaultKind CheckVia(in HeaderSlot slot, ref bool isSeen)
    {
        if (isSeen)
            return SipFaultKind.None;
        isSeen = true;
        var splitter = new ValueSplitter(slot.Value);
        return Invalid(splitter.MoveNext() && !splitter.Current.ContainsAnyInRange((byte)128, (byte)255) && ViaScanner.TryScan(splitter.Current, out _));
    }

    private static SipFaultKind CheckCSeq(in HeaderSlot slot, in StartLine start)
    {
        if (!CSeq.TrySplit(slot.Value, out _, out ReadOnlySpan<byte> name) || !SipMethod.TryParse(name, out SipMethod method))
            return SipFaultKind.HeaderInvalid;
        return start.StatusCode != 0 || method == start.Method ? SipFaultKind.None : SipFaultKind.CSeqMethodMismatch;
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
                if (!SipBytes.TryReadNumber(slot.Value, int.MaxValue, out uint value))
                    kind = IsDigits(slot.Value) ? SipFaultKind.BodyTooLarge : SipFaultKind.ContentLengthInvalid;
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
