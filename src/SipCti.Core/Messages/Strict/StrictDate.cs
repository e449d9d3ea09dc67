using System.Text;

namespace SipCti.Messages;

/// <summary>rfc1123-date (RFC 3261 section 25.1): <c>Sat, 13 Nov 2010 23:29:00 GMT</c>, and no other zone.</summary>
internal static class StrictDate
{
    public static bool Check(ref StrictText text) =>
        OneOf(ref text, "MonTueWedThuFriSatSun"u8) && text.Take((byte)',') && text.Take((byte)' ')
        && TwoDigits(ref text, 1, 31) && text.Take((byte)' ')
        && OneOf(ref text, "JanFebMarAprMayJunJulAugSepOctNovDec"u8) && text.Take((byte)' ')
        && TwoDigits(ref text, 0, 99) && TwoDigits(ref text, 0, 99) && text.Take((byte)' ')
        && TwoDigits(ref text, 0, 23) && text.Take((byte)':') && TwoDigits(ref text, 0, 59) && text.Take((byte)':') && TwoDigits(ref text, 0, 59)
        && text.Take((byte)' ') && OneOf(ref text, "GMT"u8);

    private static bool OneOf(ref StrictText text, ReadOnlySpan<byte> names)
    {
        for (int i = 0; i < names.Length && text.Rest.Length >= 3; i += 3)
        {
            if (!Ascii.EqualsIgnoreCase(text.Rest[..3], names.Slice(i, 3)))
                continue;
            text.At += 3;
            return true;
        }

        return false;
    }

    private static bool TwoDigits(ref StrictText text, uint least, uint most)
    {
        if (text.Rest.Length < 2 || !Wire.SipBytes.TryReadNumber(text.Rest[..2], most, out uint number) || number < least)
            return false;
        text.At += 2;
        return true;
    }
}
