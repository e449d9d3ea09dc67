using System.Text;
using CsCheck;
using SipCti.Messages;
using SipCti.Wire;

namespace SipCti.Core.Tests.Wire;

/// <summary>Messages of many sessions on one connection: however the stream is cut, each comes out whole and in order.</summary>
public sealed class FramingPropertyTests
{
    private static readonly SipLimits Tight = new() { MaxHeaderBlockBytes = 400, MaxHeaderLineBytes = 80, MaxHeaderCount = 8, MaxBodyBytes = 10 };

    private static readonly Gen<string> Name = Gen.Char["abcdefXYZ0123456789-."].Array[1, 12].Select(chars => new string(chars));

    private static readonly Gen<string> Value = Gen.Char[" ,;:\"<>=@lcLC0123456789abc\t"].Array[0, 60].Select(chars => new string(chars));

    private static readonly Gen<string> LengthName = Gen.OneOf("Content-Length: ", "l:", "CONTENT-LENGTH  :\r\n ", "L\t: ");

    private static readonly Gen<string> Message =
        from session in Gen.Int[0, 999]
        from fields in Gen.Select(Name, Value, (name, value) => $"Q{name}: {value}\r\n").Array[0, 6]
        from fold in Gen.OneOf("", " folded\r\n", "\t\r\n")
        from body in Gen.Char["\r\n \0xyzLl:0123456789"].Array[0, 80]
        from length in LengthName
        from pings in Gen.OneOf("", "", "", "\r\n")
        select pings + $"MESSAGE sip:b@h SIP/2.0\r\nVia: SIP/2.0/TCP h;branch=z9hG4bK{session}\r\nFrom: <sip:a@h>;tag={session}\r\nTo: <sip:b@h>\r\n"
            + $"Call-ID: session-{session}\r\nCSeq: 1 MESSAGE\r\n" + string.Concat(fields) + (fields.Length > 0 ? fold : "") + $"{length}{body.Length}\r\n\r\n" + new string(body);

    [Test]
    public void Any_cut_of_a_stream_gives_the_same_messages() =>
        Gen.Select(Message.Array[1, 8], Gen.Int[0, 4000].Array[0, 40]).Sample(
            (messages, cuts) =>
            {
                byte[] stream = Encoding.Latin1.GetBytes(string.Concat(messages));
                List<Framed> found = Cuts.Feed(stream, SipLimits.Default, InOrder(cuts, stream.Length));
                return found.All(f => f.Status == FrameStatus.Message) && found.Select(f => f.Text).SequenceEqual(messages.Select(m => m.TrimStart('\r', '\n')));
            },
            iter: 2_000);

    // Short and long runs of what decides, so that each falls on each place of a step of 64 bytes, and each limit is crossed.
    private static readonly Gen<string> Fragment = Gen.Frequency(
        (8, Gen.Char["\r\n\r\n :lL1AC\t"].Array[0, 6].Select(chars => new string(chars))),
        (4, Gen.OneOf("\r\n", "\r\n", "\n", "\r\n\r\n", "\r\nl: 3", "\r\nContent-Length: 2\r\n", "\r\ncontent-length :\r\n 07", "\r\nContent-Type: a", "\r\nLanguage: b", "\r\nCall-ID: c", "\r\nc", "\r\nContent-L")),
        (2, Gen.Int[1, 90].Select(count => new string('A', count))));

    [Test]
    public void Any_bytes_in_any_cut_give_the_answers_of_the_rules() =>
        Gen.Select(Fragment.Array[0, 40], Gen.Int[0, 800].Array[0, 10]).Sample(
            (fragments, cuts) =>
            {
                string stream = string.Concat(fragments);
                byte[] bytes = Encoding.Latin1.GetBytes(stream);
                List<Framed> expected = FramingModel.Frame(stream, Tight);
                Assert.That(Cuts.Feed(bytes, Tight), Is.EqualTo(expected), "whole");
                Assert.That(Cuts.Feed(bytes, Tight, InOrder(cuts, bytes.Length)), Is.EqualTo(expected), "cut");
                Assert.That(Cuts.Feed(bytes, Tight, Enumerable.Range(1, bytes.Length)), Is.EqualTo(expected), "byte by byte");
            },
            iter: 10_000);

    [Test]
    public void A_thousand_interleaved_sessions_reach_their_own_session()
    {
        string[] messages = [.. Enumerable.Range(0, 3000).Select(i =>
            $"MESSAGE sip:b@h SIP/2.0\r\nVia: SIP/2.0/TCP h;branch=z9hG4bK{i}\r\nFrom: <sip:a@h>;tag=1\r\nTo: <sip:b@h>\r\nCall-ID: session-{i * 7 % 1000}\r\nCSeq: {i} MESSAGE\r\nl: {i % 50}\r\n\r\n{new string('x', i % 50)}")];
        byte[] stream = Encoding.Latin1.GetBytes(string.Concat(messages));
        Gen.Int[0, stream.Length].Array[500].Sample(
            cuts =>
            {
                List<string> order = [];
                foreach (Framed framed in Cuts.Feed(stream, SipLimits.Default, InOrder(cuts, stream.Length)))
                {
                    SipMessage.TryParse(Encoding.Latin1.GetBytes(framed.Text), SipLimits.Default, out SipMessage? message, out _);
                    order.Add($"{message?.CallId} {message?.CSeq.Number}");
                }

                return order.SequenceEqual(Enumerable.Range(0, 3000).Select(i => $"session-{i * 7 % 1000} {i}"));
            },
            iter: 5);
    }

    private static IEnumerable<int> InOrder(int[] cuts, int length) => cuts.Where(cut => cut <= length).Distinct().Order();
}
