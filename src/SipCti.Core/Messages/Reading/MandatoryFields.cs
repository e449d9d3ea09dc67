using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>Checks the values of the fields that every message has (RFC 3261 section 8.1.1): top Via, From, To, Call-ID, CSeq, Max-Forwards.</summary>
internal static class MandatoryFields
{
    public static bool TryCheck(SipMessage message, out SipFault fault)
    {
        fault = default;
        SipHeaders headers = message.Headers;
        bool isViaSeen = false;
        foreach (ref readonly HeaderSlot slot in headers.Slots)
        {
            if (slot.Id is HeaderId.Unknown or HeaderId.Contact or > HeaderId.MaxForwards || (slot.Id == HeaderId.Via && isViaSeen))
                continue;
            isViaSeen |= slot.Id == HeaderId.Via;
            SipFaultKind kind = Check(message, slot.Id, headers.ValueOf(slot));
            if (kind == SipFaultKind.None)
                continue;
            fault = new SipFault(kind, HeaderTable.Name(slot.Id), slot.Start);
            return false;
        }

        return true;
    }

    /// <summary>Visible characters alone. The grammar (word, section 25.1) forbids a few more that deployed elements use.</summary>
    public static bool IsCallId(ReadOnlySpan<byte> value) => !value.IsEmpty && !value.ContainsAnyExceptInRange((byte)'!', (byte)'~');

    private static SipFaultKind Check(SipMessage message, HeaderId id, ReadOnlySpan<byte> value) => id switch
    {
        HeaderId.Via => Invalid(IsTopVia(value)),
        HeaderId.From or HeaderId.To => Invalid(IsParty(value)),
        HeaderId.CallId => Invalid(IsCallId(value)),
        HeaderId.CSeq => CheckCSeq(message, value),
        _ => Invalid(SipBytes.TryReadNumber(value, 255, out _)),
    };

    private static SipFaultKind Invalid(bool isValid) => isValid ? SipFaultKind.None : SipFaultKind.HeaderInvalid;

    private static SipFaultKind CheckCSeq(SipMessage message, ReadOnlySpan<byte> value)
    {
        if (!CSeq.TrySplit(value, out _, out ReadOnlySpan<byte> method) || !SipBytes.IsTokenText(method))
            return SipFaultKind.HeaderInvalid;
        return message is SipRequest request && !Ascii.Equals(method, request.Method.Name) ? SipFaultKind.CSeqMethodMismatch : SipFaultKind.None;
    }

    // Only the top Via decides where the answer goes; the others are for the hops behind.
    private static bool IsTopVia(ReadOnlySpan<byte> value) => ViaScanner.TryScanPrefix(value.TrimStart(", \t"u8), out _, out _);

    // A tag without a value is none, and another one behind it would never be seen.
    private static bool IsParty(ReadOnlySpan<byte> value) =>
        NameAddrScanner.TryScanAll(value, out NameAddrSlices slices, out _) && !slices.IsTagEmpty;
}
