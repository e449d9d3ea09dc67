using CsCheck;
using SipCti.Messages;

namespace SipCti.Core.Tests.Messages;

/// <summary>A message, its copies and what is made from them share bytes and the room behind them: however they are edited, none sees what another wrote.</summary>
public sealed class SharedBytesPropertyTests
{
    // Lengths about the room behind a message and about the capacity of the second array, so that each runs full at other times.
    private static readonly Gen<(int Kind, int Which, int Size)> Step = Gen.Select(Gen.Int[0, 8], Gen.Int[0, 9], Gen.OneOf(Gen.Int[1, 40], Gen.Int[90, 260], Gen.Int[400, 2_000]));

    [Test]
    public void No_message_of_a_family_sees_what_another_wrote() => Step.Array[1, 40].Sample(
        steps =>
        {
            SipRequest root = Samples.ReadRequest(Samples.Invite);
            var family = new List<(SipMessage Message, List<string> Lines)> { (root, [.. Samples.Invite.Split("\r\n")[..^2]]) };
            int number = 0;
            foreach ((int kind, int which, int size) in steps)
            {
                (SipMessage message, List<string> lines) = family[which % family.Count];
                Apply(kind, message, lines, $"{number++}-{new string('x', size)}", family);
            }

            foreach ((SipMessage message, List<string> lines) in family)
                Assert.That(message.ToString(), Is.EqualTo(string.Join("\r\n", lines) + "\r\n\r\n"));
        },
        iter: 2_000);

    private static void Apply(int kind, SipMessage message, List<string> lines, string text, List<(SipMessage Message, List<string> Lines)> family)
    {
        int via = lines.FindIndex(line => line.StartsWith("Via:", StringComparison.Ordinal));
        switch (kind)
        {
            case 0:
                message.Headers.Append("X-New", text);
                lines.Add("X-New: " + text);
                break;
            case 1:
                message.Headers.Prepend(HeaderId.Via, System.Text.Encoding.ASCII.GetBytes(text));
                lines.Insert(Math.Max(via, 1), "Via: " + text);
                break;
            case 2:
                message.Headers.Set(HeaderId.CallId, text);
                lines[lines.FindIndex(line => line.StartsWith("Call-ID:", StringComparison.Ordinal))] = "Call-ID: " + text;
                break;
            case 3:
                message.Headers.Remove("X-New");
                lines.RemoveAll(line => line.StartsWith("X-New:", StringComparison.Ordinal));
                break;
            case 4 when message is SipRequest request:
                request.RequestUri = SipUri.Parse($"sip:{text}@h");
                lines[0] = $"{request.Method.Name} sip:{text}@h SIP/2.0";
                break;
            case 4 when message is SipResponse response:
                response.SetStatus(486, text);
                lines[0] = $"SIP/2.0 486 {text}";
                break;
            case 5 when via >= 0:
                message.Headers.RemoveFirstValue(HeaderId.Via);
                lines.RemoveAt(via);
                break;
            case 6 when message is SipRequest request && via >= 0:
                family.Add((request.CreateResponse(180, text, "t"), Answer(lines, text)));
                break;
            default:
                family.Add((message.Clone(), [.. lines]));
                break;
        }
    }

    private static List<string> Answer(List<string> request, string reason)
    {
        List<string> lines = ["SIP/2.0 180 " + reason];
        foreach (string name in new[] { "Via: ", "From: ", "To: ", "Call-ID: ", "CSeq: " })
            lines.AddRange(request.Where(line => line.StartsWith(name, StringComparison.Ordinal)).Select(line => name == "To: " ? line + ";tag=t" : line));
        return [.. lines, "Content-Length: 0"];
    }
}
