using SipCti.Core.Tests.Messages;
using SipCti.Messages;
using SipCti.Wire;

namespace SipCti.Core.Tests.Wire;

/// <summary>Every limit of this floor, at its value and one beyond it, in a stream and in a single message.</summary>
public sealed class LimitTests
{
    private static readonly SipLimits Small = new()
    {
        MaxHeaderBlockBytes = 1024,
        MaxHeaderLineBytes = 300,
        MaxHeaderCount = 12,
        MaxBodyBytes = 20,
    };

    public static IEnumerable<TestCaseData> Crossings()
    {
        yield return Row("Start_line", n => Samples.Invite.Replace("bob@", new string('b', n - 40) + "@", StringComparison.Ordinal), 300, SipFaultKind.StartLineTooLong, 414);
        yield return Row("Field", n => Samples.With("Q: " + new string('x', n - 5)), 300, SipFaultKind.HeaderLineTooLong, 513);
        yield return Row("Field_with_folds", n => Samples.With("Q: " + new string('x', 100) + "\r\n " + new string('y', n - 108)), 300, SipFaultKind.HeaderLineTooLong, 513);
        yield return Row("Field_count", n => Samples.With(string.Join("\r\n", Enumerable.Repeat("Q: y", n - 8))), 12, SipFaultKind.TooManyHeaders, 513);
        yield return Row("Header_block", Block, 1024, SipFaultKind.HeaderBlockTooLarge, 513);
        yield return Row("Body", n => Samples.With($"Content-Length: {n}") + new string('b', n), 20, SipFaultKind.BodyTooLarge, 413);
    }

    [TestCaseSource(nameof(Crossings))]
    public void A_limit_is_held_and_crossing_it_is_answered(Func<int, string> make, int limit, SipFaultKind kind, int status)
    {
        byte[] within = Samples.Bytes(make(limit));
        byte[] beyond = Samples.Bytes(make(limit + 1));
        Assert.Multiple(() =>
        {
            Assert.That(SipMessage.TryParse(within, Small, out _, out SipFault none), Is.True, none.ToString());
            Assert.That(SipMessage.TryParse(beyond, Small, out _, out SipFault fault), Is.False);
            Assert.That((fault.Kind, fault.StatusCode), Is.EqualTo((kind, status)));
            Assert.That(Cuts.Feed(within, Small).Single().Status, Is.EqualTo(FrameStatus.Message));
        });
        for (int cut = 0; cut <= beyond.Length; cut++)
        {
            Framed framed = Cuts.Feed(beyond, Small, cut).Single();
            Assert.That((framed.Status, framed.Fault.Kind), Is.EqualTo((FrameStatus.Lost, kind)), $"cut at {cut}");
        }

        Framed byByte = Cuts.Feed(beyond, Small, Enumerable.Range(1, beyond.Length)).Single();
        Assert.That(byByte, Is.EqualTo(Cuts.Feed(beyond, Small).Single()));
    }

    [Test]
    public void A_head_that_never_ends_is_lost_at_the_limit_with_its_whole_lines()
    {
        string endless = Samples.Invite[..^2] + string.Concat(Enumerable.Repeat("Q: " + new string('x', 90) + "\r\n", 20));
        Framed lost = Cuts.Feed(Samples.Bytes(endless), Small with { MaxHeaderCount = 100 }, Enumerable.Range(1, endless.Length)).Single();
        Assert.That((lost.Status, lost.Fault.Kind), Is.EqualTo((FrameStatus.Lost, SipFaultKind.HeaderBlockTooLarge)));
        Assert.That(lost.Text, Does.StartWith(Samples.Invite[..^2]).And.EndsWith("x\r\n").And.Length.LessThanOrEqualTo(1024));
    }

    [Test]
    public void A_line_that_never_ends_is_lost_at_the_limit_of_the_block()
    {
        Framed lost = Cuts.Feed(Samples.Bytes(new string('x', 5000)), Small).Single();
        Assert.That((lost.Status, lost.Fault.Kind, lost.Text), Is.EqualTo((FrameStatus.Lost, SipFaultKind.StartLineTooLong, "")));
    }

    [Test]
    public void An_announced_body_is_refused_before_it_comes()
    {
        Framed lost = Cuts.Feed(Samples.Bytes(Samples.With("Content-Length: 21")), Small).Single();
        Assert.That((lost.Status, lost.Fault.Kind, lost.Fault.StatusCode), Is.EqualTo((FrameStatus.Lost, SipFaultKind.BodyTooLarge, 413)));
    }

    [Test]
    public void A_datagram_beyond_all_limits_is_refused_before_it_is_copied()
    {
        bool isRead = SipMessage.TryParse(new byte[1024 + 20 + 1], Small, out _, out SipFault fault);
        Assert.That((isRead, fault.Kind), Is.EqualTo((false, SipFaultKind.BodyTooLarge)));
    }

    [Test]
    public void A_body_without_length_is_limited_too()
    {
        SipMessage.TryParse(Samples.Bytes(Samples.Without("Content-Length") + new string('b', 21)), Small, out _, out SipFault fault);
        Assert.That(fault.Kind, Is.EqualTo(SipFaultKind.BodyTooLarge));
    }

    private static string Block(int bytes)
    {
        string text = Samples.Invite;
        for (int left = bytes - text.Length; left > 0; left = bytes - text.Length)
            text = text.Replace("\r\n\r\n", "\r\nQ: " + new string('x', Math.Min(left, 290) - 5) + "\r\n\r\n", StringComparison.Ordinal);
        return text;
    }

    private static TestCaseData Row(string name, Func<int, string> make, int limit, SipFaultKind kind, int status) =>
        new TestCaseData(make, limit, kind, status).SetArgDisplayNames(name);
}
