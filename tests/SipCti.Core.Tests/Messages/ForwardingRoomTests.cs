using System.Buffers;
using System.Text;
using SipCti.Messages;
using SipCti.Wire;

namespace SipCti.Core.Tests.Messages;

/// <summary>What a proxy adds to a message stands behind it in its own array: no allocation, and no mix-up between copies.</summary>
public sealed class ForwardingRoomTests
{
    private static readonly SipUri Target = SipUri.Parse("sip:bob@192.0.2.4:5060;transport=tcp");

    [Test]
    public void Forwarding_allocates_nothing()
    {
        var output = new ArrayBufferWriter<byte>(4096);
        Forward(Samples.ReadRequest(Samples.Invite), output);
        SipRequest request = Samples.ReadRequest(Samples.Invite);
        output.ResetWrittenCount();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Forward(request, output);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(Encoding.UTF8.GetString(output.WrittenSpan), Is.EqualTo(Expected));
    }

    [Test]
    public void Each_copy_keeps_its_own_lines()
    {
        SipRequest original = Samples.ReadRequest(Samples.Invite);
        var first = original.Clone();
        var second = original.Clone();
        var third = first.Clone();
        foreach (SipRequest copy in new[] { first, second, third, original })
            copy.Headers.Append("X-Copy", copy == first ? "first" : copy == second ? "second" : copy == third ? "third" : "original");
        Assert.That(
            new[] { original, first, second, third }.Select(m => m.ToString()),
            Is.EqualTo(new[] { "original", "first", "second", "third" }.Select(x => Samples.Invite.Replace("\r\n\r\n", $"\r\nX-Copy: {x}\r\n\r\n", StringComparison.Ordinal))));
    }

    [Test]
    public void Copies_keep_what_was_added_before()
    {
        SipRequest original = Samples.ReadRequest(Samples.Invite);
        for (int i = 0; i < 20; i++)
            original.Headers.Append("X-Many", $"value number {i} of twenty");
        original.RequestUri = Target;
        SipRequest copy = original.Clone();
        string before = copy.ToString();
        original.Headers.Remove("X-Many");
        original.Headers.Append("X-Later", new string('x', 400));
        copy.RequestUri = SipUri.Parse("sip:other@h");
        Assert.That(copy.ToString(), Is.EqualTo(before.Replace(Target.ToString(), "sip:other@h", StringComparison.Ordinal)));
        Assert.That(original.ToString(), Does.Contain(Target.ToString()).And.Contain("X-Later").And.Not.Contain("X-Many"));
    }

    [Test]
    public void A_body_stays_when_lines_stand_behind_it()
    {
        SipRequest request = Samples.ReadRequest(Samples.Odd);
        request.Headers.Prepend(HeaderId.Via, "SIP/2.0/TCP p;branch=z9hG4bKx"u8);
        request.Headers.Set(HeaderId.MaxForwards, 67);
        Assert.That(request.Body.ToArray(), Is.EqualTo(new byte[] { 0, 13, 10, 13, 10 }));
        Assert.That(SipMessage.TryParse(request.ToArray(), SipLimits.Default, out SipMessage? again, out _));
        Assert.That((again!.Body.Length, again.TopVia.Host, again.Headers.First(HeaderId.MaxForwards)), Is.EqualTo((5, "p", "67")));
    }

    [Test]
    public void Lines_stand_behind_the_largest_body_that_a_limit_allows()
    {
        const int Most = 67_108_864;
        byte[] head = Samples.Bytes(Samples.With($"Content-Length: {Most}"));
        byte[] bytes = new byte[head.Length + Most];
        head.CopyTo(bytes, 0);
        Assert.That(SipMessage.TryParse(bytes, new SipLimits { MaxBodyBytes = Most }, out SipMessage? message, out SipFault fault), Is.True, fault.ToString());
        message!.Headers.Prepend(HeaderId.Via, "SIP/2.0/TCP p;branch=z9hG4bKx"u8);
        message.Headers.Append("X-Long", new string('x', 300));
        Assert.That((message.TopVia.Host, message.Headers.First("X-Long")!.Length, message.Length), Is.EqualTo(("p", 300, bytes.Length + 36 + 310)));
    }

    [TestCase("a\rb")]
    [TestCase("a\nb")]
    [TestCase("a\0b")]
    public void A_value_in_bytes_with_a_line_break_is_refused(string value)
    {
        SipHeaders headers = Samples.Read(Samples.Invite).Headers;
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        Assert.Multiple(() =>
        {
            Assert.Throws<ArgumentException>(() => headers.Set(HeaderId.Subject, bytes.AsSpan()));
            Assert.Throws<ArgumentException>(() => headers.Append(HeaderId.Subject, bytes.AsSpan()));
            Assert.Throws<ArgumentException>(() => headers.Prepend(HeaderId.Subject, bytes.AsSpan()));
            Assert.Throws<ArgumentException>(() => headers.Append(HeaderId.Unknown, "x"u8));
        });
    }

    [Test]
    public void Values_in_bytes_do_what_values_in_text_do()
    {
        SipHeaders text = Samples.Read(Samples.Odd).Headers;
        SipHeaders bytes = Samples.Read(Samples.Odd).Headers;
        text.Set(HeaderId.MaxForwards, "1");
        bytes.Set(HeaderId.MaxForwards, "1"u8);
        text.Set(HeaderId.Subject, "gr\u00fcn");
        bytes.Set(HeaderId.Subject, "gr\u00fcn"u8);
        text.Prepend(HeaderId.Via, "SIP/2.0/TCP h");
        bytes.Prepend(HeaderId.Via, "SIP/2.0/TCP h"u8);
        text.Append(HeaderId.Supported, "x");
        bytes.Append(HeaderId.Supported, "x"u8);
        text.Set(HeaderId.Via, "SIP/2.0/TCP i");
        bytes.Set(HeaderId.Via, "SIP/2.0/TCP i"u8);
        Assert.That(bytes.Select(h => h.ToString()), Is.EqualTo(text.Select(h => h.ToString())));
    }

    [Test]
    public void A_line_without_a_value_is_not_taken_for_the_first_value()
    {
        SipHeaders headers = Samples.Read(Samples.With("Route:\r\nRoute: ,\r\nRoute: <sip:a@b>, <sip:c@d>")).Headers;
        Assert.That(headers.RemoveFirstValue(HeaderId.Route));
        Assert.That(headers.Values(HeaderId.Route), Is.EqualTo(new[] { "<sip:c@d>" }));
        headers.ReplaceFirstValue(HeaderId.Route, "<sip:e@f>");
        Assert.That(headers.Values(HeaderId.Route), Is.EqualTo(new[] { "<sip:e@f>" }));
        Assert.That((headers.RemoveFirstValue(HeaderId.Route), headers.RemoveFirstValue(HeaderId.Route), headers.CountOf(HeaderId.Route)), Is.EqualTo((true, false, 2)));
    }

    private static string Expected => Samples.Invite
        .Replace("sip:bob@biloxi.example.com SIP", Target + " SIP", StringComparison.Ordinal)
        .Replace("\r\nVia:", "\r\nRecord-Route: <sip:p;lr>\r\nVia: SIP/2.0/TCP p;branch=z9hG4bKnew\r\nVia:", StringComparison.Ordinal)
        .Replace("Max-Forwards: 70", "Max-Forwards: 69", StringComparison.Ordinal);

    private static void Forward(SipRequest request, ArrayBufferWriter<byte> output)
    {
        request.RequestUri = Target;
        request.Headers.Prepend(HeaderId.RecordRoute, "<sip:p;lr>"u8);
        request.Headers.Prepend(HeaderId.Via, "SIP/2.0/TCP p;branch=z9hG4bKnew"u8);
        request.Headers.Set(HeaderId.MaxForwards, 69);
        request.WriteTo(output);
    }
}
