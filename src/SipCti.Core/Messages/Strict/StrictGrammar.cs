using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>
/// <see cref="SipStrictness.Strict"/>: holds a message that was read to the grammar of RFC 3261 section 25 and of the extensions whose
/// header fields are known here. Header fields that are not known must be text.
/// </summary>
internal static class StrictGrammar
{
    /// <summary>Checks all of a message as it came.</summary>
    /// <param name="message">A message that was read and not edited since.</param>
    /// <param name="fault">What is wrong: its kind, its header field, and the offset of the byte at fault, or of its line.</param>
    /// <returns>False when it is not by the grammar.</returns>
    internal static bool TryCheck(SipMessage message, out SipFault fault)
    {
        ReadOnlySpan<byte> startLine = message.StartLineText;
        bool isGood = message is SipRequest ? StrictStartLine.CheckRequest(startLine, out fault) : StrictStartLine.CheckStatus(startLine, out fault);
        return isGood && CheckFields(message.Headers, out fault) && (message is SipResponse || CheckPresence(message.Headers, out fault));
    }

    /// <summary>How many bytes from the beginning are UTF-8.</summary>
    internal static int ValidUtf8Length(ReadOnlySpan<byte> text)
    {
        int length = 0;
        while (length < text.Length && Rune.DecodeFromUtf8(text[length..], out _, out int consumed) == System.Buffers.OperationStatus.Done)
            length += consumed;
        return length;
    }

    private static bool CheckFields(SipHeaders headers, out SipFault fault)
    {
        fault = default;
        UInt128 seen = 0;
        foreach (ref readonly HeaderSlot slot in headers.Slots)
        {
            UInt128 bit = UInt128.One << (byte)slot.Id;
            if ((seen & bit) != 0 && StrictFields.StandsOnce(slot.Id))
                return Fail(SipFaultKind.HeaderDuplicated, headers, slot, slot.Start, out fault);
            seen |= bit;
            ReadOnlySpan<byte> value = headers.ValueOf(slot);
            if (StrictFields.Check(slot.Id, value, out int wrong))
                continue;
            wrong = slot.IsFolded ? Folding.RawOffset(headers.RawValueOf(slot), wrong) : wrong;
            return Fail(SipFaultKind.HeaderInvalid, headers, slot, slot.Start + slot.PrefixIn(headers.SourceOf(slot)).Length + wrong, out fault);
        }

        return headers.CountOf(HeaderId.Contact) < 2 || !HasWildcard(headers, out fault);
    }

    /// <summary>The wildcard of Contact stands alone (section 20.10), also over several lines.</summary>
    private static bool HasWildcard(SipHeaders headers, out SipFault fault)
    {
        fault = default;
        foreach (ref readonly HeaderSlot slot in headers.Slots)
        {
            if (slot.Id == HeaderId.Contact && headers.ValueOf(slot).SequenceEqual("*"u8))
                return !Fail(SipFaultKind.HeaderInvalid, headers, slot, slot.Start, out fault);
        }

        return false;
    }

    /// <summary>
    /// What a request must have (section 8.1.1) beyond what every message is read with. One whose branch lacks the magic cookie is of
    /// RFC 2543, which knew neither Max-Forwards nor tags of callers, and is to be served (RFC 4475 section 3.4.1).
    /// </summary>
    private static bool CheckPresence(SipHeaders headers, out SipFault fault)
    {
        fault = default;
        if (!HasMagicCookie(headers))
            return true;
        int from = headers.IndexOf(HeaderId.From);
        if (!headers.Contains(HeaderId.MaxForwards))
            fault = new SipFault(SipFaultKind.HeaderMissing, HeaderTable.Name(HeaderId.MaxForwards));
        else if (!NameAddrScanner.TryScanAll(headers.ValueOf(headers.Slots[from]), out NameAddrSlices address, out _) || address.TagEnd == 0)
            fault = new SipFault(SipFaultKind.HeaderInvalid, HeaderTable.Name(HeaderId.From), headers.Slots[from].Start);
        return !fault.IsFault;
    }

    private static bool HasMagicCookie(SipHeaders headers)
    {
        var values = new ValueSplitter(headers.ValueOf(headers.Slots[headers.IndexOf(HeaderId.Via)]));
        if (!values.MoveNext() || !ViaScanner.TryScan(values.Current, out ViaSlices via))
            return false;
        ReadOnlySpan<byte> branch = values.Current[via.BranchStart..via.BranchEnd];
        return branch.Length > SipTokens.MagicCookie.Length && Ascii.EqualsIgnoreCase(branch[..SipTokens.MagicCookie.Length], SipTokens.MagicCookie);
    }

    private static bool Fail(SipFaultKind kind, SipHeaders headers, in HeaderSlot slot, int offset, out SipFault fault)
    {
        string name = slot.Id == HeaderId.Unknown ? Encoding.ASCII.GetString(headers.NameOf(slot)) : HeaderTable.Name(slot.Id);
        fault = new SipFault(kind, name, offset);
        return false;
    }
}
