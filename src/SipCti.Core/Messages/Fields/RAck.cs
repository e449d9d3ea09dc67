using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>The RAck header field of PRACK (RFC 3262 section 7.2).</summary>
/// <param name="ResponseNumber">The RSeq of the response acknowledged.</param>
/// <param name="CSeq">Its CSeq.</param>
public readonly record struct RAck(uint ResponseNumber, CSeq CSeq)
{
    /// <summary>The value as it stands in a message.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{ResponseNumber} {CSeq}");

    internal static bool TryParse(ReadOnlySpan<byte> value, out RAck rack)
    {
        rack = default;
        int space = value.IndexOfAny((byte)' ', (byte)'\t');
        if (space <= 0 || !SipBytes.TryReadNumber(value[..space], uint.MaxValue, out uint number) || !CSeq.TryParse(SipBytes.Trim(value[space..]), out CSeq cseq))
            return false;
        rack = new RAck(number, cseq);
        return true;
    }
}
