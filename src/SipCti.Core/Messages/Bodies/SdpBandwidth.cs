using System.Globalization;
using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>The value of a <c>b=</c> line: the bandwidth that a session or a medium takes (RFC 8866 section 5.8).</summary>
/// <param name="Type">What it counts: <c>AS</c> or <c>CT</c> in kilobits a second, <c>TIAS</c>, <c>RS</c> or <c>RR</c> in bits a second, ...</param>
/// <param name="Value">How much, 0 to 4,294,967,295, in the unit of the type.</param>
public readonly record struct SdpBandwidth(string Type, uint Value)
{
    /// <summary>The value as it stands in a description.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Type}:{Value}");

    internal static bool TryRead(ReadOnlySpan<byte> value, out SdpBandwidth bandwidth)
    {
        bandwidth = default;
        int colon = value.IndexOf((byte)':');
        if (colon <= 0 || !SipBytes.IsTokenText(value[..colon]) || !SipBytes.TryReadNumber(SipBytes.Trim(value[(colon + 1)..]), uint.MaxValue, out uint number))
            return false;
        bandwidth = new SdpBandwidth(Encoding.ASCII.GetString(value[..colon]), number);
        return true;
    }

    internal SdpBandwidth Checked()
    {
        Guard.Token(Type);
        return this;
    }
}
