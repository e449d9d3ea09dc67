using System.Text;
using SipCti.Messages;

namespace SipCti.Core.Tests.Messages;

/// <summary>Where the lines of a description begin and end.</summary>
public sealed class SdpScannerTests
{
    private const string Head = "v=0\r\no=- 1 1 IN IP4 h\r\n";

    [TestCase("\r\n\r\n" + Head + "\r\n")]
    [TestCase(Head + "a=x\r\n\r\n\r\na=y")]
    [TestCase(Head + "a=x\r\r\n")]
    [TestCase(Head + "a=x\r")]
    [TestCase(Head + "a=x\n\r\n\n")]
    [TestCase("v=0\no=John Doe 1 1 IN IP4 h\n")]
    [TestCase("v=0\ns=-\no=- 1 1 IN IP4 h\n")]
    [TestCase(Head + "r=604800 3600 0 90000\r\nz=2882844526 -1h\r\nt=1 2\r\n")]
    [TestCase(Head + "a=\r\nX=\r\n")]
    public void Odd_lines_are_read_and_kept(string text)
    {
        Assert.That(SdpDescription.TryParse(Encoding.Latin1.GetBytes(text), out SdpDescription? sdp), Is.True);
        Assert.That(sdp!.Lines.Select(l => l.ToString()), Is.EqualTo(text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries)));
        Assert.That(sdp.ToString(), Is.EqualTo(text));
        Assert.That(sdp.WithMedia().ToString(), Is.EqualTo(text));
    }

    [TestCase("\r" + Head)]
    [TestCase(Head + "a=x\ra=y\r\n")]
    [TestCase(Head + "a=x\n\ra=y\r\n")]
    [TestCase(Head + "a=x\0\r\n")]
    [TestCase(Head + "a\r\n")]
    [TestCase(Head + "a")]
    [TestCase(Head + "=x\r\n")]
    [TestCase(Head + "1=x\r\n")]
    [TestCase(Head + " a=x\r\n")]
    [TestCase(Head + "aa=x\r\n")]
    [TestCase("\r\n")]
    public void What_is_no_line_is_refused(string text) => Assert.That(SdpDescription.TryParse(Encoding.Latin1.GetBytes(text), out _), Is.False);

    [Test]
    public void The_user_name_of_an_origin_may_hold_spaces()
    {
        Assert.That(SdpDescription.TryParse("v=0\no=John  Doe 1 2 IN IP4 h \n"u8, out SdpDescription? sdp), Is.True);
        Assert.That(sdp!.Origin, Is.EqualTo(new SdpOrigin("John Doe", "1", "2", new SdpConnection("IN", "IP4", "h"))));
        Assert.That(sdp.WithOrigin(sdp.Origin.NextVersion()).ToString(), Is.EqualTo("v=0\no=John Doe 1 3 IN IP4 h\n"));
    }

    [Test]
    public void What_is_read_without_copying_is_the_array_that_came()
    {
        byte[] bytes = Encoding.ASCII.GetBytes(Head);
        Assert.That(SdpDescription.TryParse((ReadOnlyMemory<byte>)bytes, out SdpDescription? sdp) && sdp.ToMemory().Equals(bytes));
        Assert.That(SdpDescription.TryParse(bytes.AsSpan(), out SdpDescription? copy) && !copy.ToMemory().Equals(bytes) && copy.ToArray().AsSpan().SequenceEqual(bytes));
    }
}
