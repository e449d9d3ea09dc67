using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>
/// The words of a value, which RFC 8866 section 9 separates by one space each; several, and spaces at either end, are accepted,
/// since devices put them.
/// </summary>
internal ref struct SdpWords(ReadOnlySpan<byte> text)
{
    private static readonly string[] Common =
    [
        "IN", "IP4", "IP6", "audio", "video", "image", "message", "application", "RTP/AVP", "RTP/SAVP", "RTP/AVPF", "RTP/SAVPF", "UDP/TLS/RTP/SAVPF",
        "PCMU", "PCMA", "G722", "G729", "opus", "telephone-event", "CN", "VP8", "H264", "rtx",
        "0", "3", "4", "8", "9", "13", "18", "96", "97", "98", "99", "100", "101", "102", "103", "104", "105", "106", "107", "108", "109", "110", "111", "126",
    ];

    private readonly ReadOnlySpan<byte> _text = text;

    /// <summary>Where the word begins.</summary>
    public int Start { get; private set; }

    /// <summary>The offset behind the word.</summary>
    public int End { get; private set; }

    public readonly ReadOnlySpan<byte> Current => _text[Start..End];

    public static int Count(ReadOnlySpan<byte> text)
    {
        var words = new SdpWords(text);
        int count = 0;
        while (words.MoveNext())
            count++;
        return count;
    }

    /// <summary>The text of a word; the strings of the usual ones are there already.</summary>
    public static string Text(ReadOnlySpan<byte> word)
    {
        foreach (string common in Common)
        {
            if (common.Length == word.Length && Ascii.Equals(word, common))
                return common;
        }

        return Encoding.UTF8.GetString(word);
    }

    public bool MoveNext()
    {
        int at = End;
        while (at < _text.Length && _text[at] == (byte)' ')
            at++;
        Start = at;
        if (at == _text.Length)
        {
            End = at;
            return false;
        }

        int length = _text[at..].IndexOf((byte)' ');
        End = length < 0 ? _text.Length : at + length;
        return true;
    }

    /// <summary>Goes on to the next word, which must be a decimal number.</summary>
    public bool MoveNextNumber(uint most, out uint value)
    {
        value = 0;
        return MoveNext() && SipBytes.TryReadNumber(Current, most, out value);
    }
}
