using System.Text;
using CsCheck;
using SipCti.Messages;
using SipCti.Wire;

namespace SipCti.Core.Tests.Wire;

/// <summary>Who finds a message in a stream, who finds it in a datagram and who parses it hold to the same limits and see the same body.</summary>
public sealed class FramingAgreementTests
{
    private const string Head = "MESSAGE sip:b@h SIP/2.0\r\nv: SIP/2.0/TCP h;branch=z9hG4bK1\r\nf: <sip:a@h>;tag=1\r\nt: <sip:b@h>\r\ni: c\r\nCSeq: 1 MESSAGE";

    private static readonly SipLimits Tight = new() { MaxHeaderBlockBytes = 320, MaxHeaderLineBytes = 70, MaxHeaderCount = 9, MaxBodyBytes = 1000 };

    private static readonly SipFaultKind[] Limits = [SipFaultKind.StartLineTooLong, SipFaultKind.HeaderLineTooLong, SipFaultKind.TooManyHeaders, SipFaultKind.HeaderBlockTooLarge];

    private static readonly Gen<string> Line = Gen.Frequency(
        (5, Gen.Int[55, 68].Select(count => "\r\nQ: " + new string('x', count))),
        (3, Gen.Int[25, 35].Select(count => "\r\nQ: " + new string('x', count) + "\r\n " + new string('y', count))),
        (4, Gen.Const("\r\nQ: 1")));

    private static readonly Gen<string> Length = Gen.OneOf(
        "\r\nl: 3", "\r\nContent-Length: 3", "\r\nContent-Length : 3", "\r\nContent-Length:\r\n 3", "\r\nContent-Length\r\n : 3", "\r\nContent\rLength: 3", "\r\nl\r\n\t: 3",
        "\r\n l: 3", "\r\nl: 3 \r\n ", "\r\nl :3", "\r\nContent-Lengths: 3", "\r\nContent-Length: 3x", "\r\nll: 3", "\r\nQ: 1", "\r\nl: 5", "");

    [Test]
    public void A_limit_that_one_of_them_holds_is_held_by_all() =>
        Gen.Select(Gen.Int[0, 60], Line.Array[0, 5]).Sample(
            (user, lines) =>
            {
                string text = Head.Replace("b@h SIP", new string('b', user + 1) + "@h SIP", StringComparison.Ordinal) + string.Concat(lines) + "\r\nl: 0\r\n\r\n";
                byte[] bytes = Encoding.Latin1.GetBytes(text);
                SipMessage.TryParse(bytes, Tight, out _, out SipFault parsed);
                SipDatagram.Read(bytes, Tight, out _, out SipFault datagram);
                SipFault framed = Cuts.Feed(bytes, Tight).Single().Fault;
                Assert.That((datagram, Limits.Contains(parsed.Kind), parsed.IsFault), Is.EqualTo((framed, Limits.Contains(framed.Kind), framed.IsFault)), $"{parsed} / {framed}");
            },
            iter: 10_000);

    [Test]
    public void A_message_that_is_read_has_the_body_that_was_framed() =>
        Gen.Select(Length, Length, Gen.OneOf("", "\r\nQ: 1", "\r\n Q")).Sample(
            (first, second, between) =>
            {
                byte[] bytes = Encoding.Latin1.GetBytes(Head + first + between + second + "\r\n\r\n12345");
                if (SipDatagram.Read(bytes, SipLimits.Default, out ReadOnlySpan<byte> frame, out _) == DatagramContent.Message
                    && SipMessage.TryParse(frame, SipLimits.Default, out SipMessage? message, out _))
                {
                    Assert.That(message.Length, Is.EqualTo(frame.Length));
                }

                Framed framed = Cuts.Feed(bytes, SipLimits.Default).First();
                if (framed.Status == FrameStatus.Message && SipMessage.TryParse(Encoding.Latin1.GetBytes(framed.Text), SipLimits.Default, out message, out _))
                    Assert.That(message.Length, Is.EqualTo(framed.Text.Length));
            },
            iter: 3_000);
}
