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
        ulong sum = 0;
        int at = 0;
        for (; at < value.Length && SipBytes.IsDigit(value[at]) && sum <= uint.MaxValue; at++)
            sum = (sum * 10) + (uint)(value[at] - '0');
        number = (uint)sum;
        method = default;
        if (at == 0 || sum > uint.MaxValue || at == value.Length || !SipBytes.IsSpace(value[at]))
            return false;
        method = value[SipBytes.SkipSpace(value, at)..];
        return method.Length > 0;
    }
}
