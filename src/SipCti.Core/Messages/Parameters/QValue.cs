using System.Globalization;

namespace SipCti.Messages;

/// <summary>The preference of one value over others (qvalue, RFC 3261 section 25.1).</summary>
internal static class QValue
{
    /// <summary>Reads the <c>q</c> parameter.</summary>
    /// <param name="parameters">The parameters that it may be among.</param>
    /// <param name="q">0 to 1; null when it is absent.</param>
    /// <returns>False when it is there and not within 0 to 1.</returns>
    public static bool TryRead(SipParameters parameters, out double? q)
    {
        q = null;
        if (!parameters.TryGetSpan("q", out ReadOnlySpan<char> text))
            return true;
        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) || value is not (>= 0 and <= 1))
            return false;
        q = value;
        return true;
    }
}
