using System.Buffers;
using System.Globalization;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>The parts of <c>head;name=value;name</c>, where the head holds no semicolon.</summary>
internal readonly ref struct ValueParts
{
    private static readonly SearchValues<byte> LineBreaks = SearchValues.Create("\r\n"u8);

    private ValueParts(ReadOnlySpan<byte> text, ReadOnlySpan<byte> head, SipParameters parameters)
    {
        Text = text;
        Head = head;
        Parameters = parameters;
    }

    /// <summary>All of it, without the spaces around it.</summary>
    public ReadOnlySpan<byte> Text { get; }

    /// <summary>What stands before the parameters, without the spaces around it.</summary>
    public ReadOnlySpan<byte> Head { get; }

    public SipParameters Parameters { get; }

    public static bool TryRead(ReadOnlySpan<byte> text, out ValueParts parts)
    {
        text = SipBytes.Trim(text);
        int semicolon = text.IndexOf((byte)';');
        return TryRead(text, semicolon < 0 ? text.Length : semicolon, out parts);
    }

    /// <summary>The same where the head may hold a semicolon: its end is known.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, int headEnd, out ValueParts parts)
    {
        parts = default;
        if (text.ContainsAny(LineBreaks) || !ParameterReader.TryReadAll(text[headEnd..], out SipParameters parameters))
            return false;
        parts = new ValueParts(text, SipBytes.Trim(text[..headEnd]), parameters);
        return true;
    }

    /// <summary>Parts of which the head is a token.</summary>
    public static bool TryReadToken(ReadOnlySpan<byte> text, out ValueParts parts) =>
        TryRead(text, out parts) && SipBytes.IsTokenText(parts.Head);

    /// <summary>A parameter that is a decimal number.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="most">The greatest number allowed.</param>
    /// <param name="number">The number; null when there is no such parameter.</param>
    /// <returns>False when it is there and no number up to <paramref name="most"/>.</returns>
    public bool TryGetNumber(string name, uint most, out uint? number) => TryGetNumber(Parameters, name, most, out number);

    /// <summary>The same of parameters that may hold anything; null also for what is no number up to <paramref name="most"/>.</summary>
    public static uint? NumberOf(SipParameters parameters, string name, uint most) => TryGetNumber(parameters, name, most, out uint? number) ? number : null;

    /// <summary>The same among any parameters.</summary>
    public static bool TryGetNumber(SipParameters parameters, string name, uint most, out uint? number)
    {
        number = null;
        if (!parameters.TryGetSpan(name, out ReadOnlySpan<char> text))
            return true;
        if (!uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint value) || value > most)
            return false;
        number = value;
        return true;
    }
}
