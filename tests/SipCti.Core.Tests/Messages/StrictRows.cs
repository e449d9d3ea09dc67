using System.Text;
using SipCti.Messages;
using SipCti.Wire;

namespace SipCti.Core.Tests.Messages;

/// <summary>Puts one line into a message that is by the grammar.</summary>
internal static class StrictRows
{
    /// <summary>Stands in a row before the byte at fault.</summary>
    private const char Mark = '\u00A6';

    private static readonly string[] Fields =
    [
        "Via: SIP/2.0/TCP h.example:5060;branch=z9hG4bK1;rport", "From: <sip:a@h.example>;tag=1", "To: <sip:b@h.example>", "Call-ID: 1@h.example",
        "CSeq: 1 INVITE", "Max-Forwards: 70", "Content-Length: 0",
    ];

    /// <summary>The message with a start line, or with header lines, of which one takes the place of the field of its name.</summary>
    /// <param name="row">One line or more; bytes above 127 as \u0080 to \u00FF, but for the mark.</param>
    /// <param name="mark">Where the mark stands, or -1.</param>
    public static byte[] Message(string row, out int mark)
    {
        bool isStart = row.StartsWith("INVITE ", StringComparison.Ordinal) || row.StartsWith("sip/2.0 ", StringComparison.OrdinalIgnoreCase);
        string name = row[..Math.Max(row.IndexOf(':', StringComparison.Ordinal), 0)].Trim();
        string start = isStart ? row : "INVITE sip:b@h.example SIP/2.0";
        IEnumerable<string> fields = isStart ? Fields : [row, .. Fields.Where(f => !f.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))];
        string text = $"{start}\r\n{string.Join("\r\n", fields.Where(f => f.Length > 0))}\r\n\r\n";
        mark = text.IndexOf(Mark, StringComparison.Ordinal);
        return Encoding.Latin1.GetBytes(text.Replace(Mark.ToString(), "", StringComparison.Ordinal));
    }

    public static bool IsStrict(SipMessage message, out SipFault fault) => StrictGrammar.TryCheck(message, out fault);
}
