using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>The Privacy header field: tokens with semicolons between (RFC 3323 section 4.2).</summary>
internal static class PrivacyText
{
    /// <summary>Adds the values of one line to a list; false when one is no token.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, List<string> values)
    {
        foreach (Range part in text.Split((byte)';'))
        {
            ReadOnlySpan<byte> value = SipBytes.Trim(text[part]);
            if (!SipBytes.IsTokenText(value))
                return false;
            values.Add(Encoding.ASCII.GetString(value));
        }

        return true;
    }
}
