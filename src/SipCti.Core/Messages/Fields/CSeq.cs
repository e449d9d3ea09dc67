using System.Globalization;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>The CSeq header field (RFC 3261 section 20.16): orders the requests of a dialog.</summary>
/// <param name="Number">The sequence number, 0 to 4,294,967,295; senders stay below 2^31.</param>
/// <param name="Method">The method of the request.</param>
public readonly record struct CSeq(uint Number, SipMethod Method)
{
    /// <summary>The value as it stands in a message.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number} {Method.Name}");

    internal static bool TryParse(ReadOnlySpan<byte> value, out CSeq cseq)
    {
        cseq = default;
        if (!TrySplit(value, out uint number, out ReadOnlySpan<byte> name) || !SipMethod.TryParse(name, out SipMethod method))
            return false;
        cseq = new CSeq(number, method);
        return true;
    }

    internal static bool TrySplit(ReadOnlySpan<byte> value, out uint number, out ReadOnlySpan<byte> method)
    {
        number = 0;
        method = default;
        int space = 0;
        while (space < value.Length && SipBytes.IsDigit(value[space]))
            space++;
        if (space == value.Length || !SipBytes.IsSpace(value[space]) || !SipBytes.TryReadNumber(value[..space], uint.MaxValue, out number))
            return false;
        method = SipBytes.Trim(value[space..]);
        return method.Length > 0;
    }
}
