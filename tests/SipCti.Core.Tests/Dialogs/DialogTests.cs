using System.Buffers;
using System.Text;
using SipCti.Dialogs;
using SipCti.Messages;

namespace SipCti.Core.Tests.Dialogs;

public class DialogTests
{
    [Test]
    public void The_caller_s_route_set_is_the_recorded_route_reversed()
    {
        var dialog = Uac("Record-Route: <sip:p2.example;lr>, <sip:p1.example;lr>");
        Assert.Multiple(() =>
        {
            Assert.That(dialog.RouteSet.Select(r => r.Uri.Host), Is.EqualTo(new[] { "p1.example", "p2.example" }));
            Assert.That(dialog.RemoteTarget.ToString(), Is.EqualTo("sip:bob@192.0.2.2"));
            Assert.That(dialog.NextHop.Host, Is.EqualTo("p1.example"));
            Assert.That(dialog.Id, Is.EqualTo(new DialogId("d1", "at", "bt")));
            Assert.That(dialog.State, Is.EqualTo(DialogState.Confirmed));
        });
    }

    [Test]
    public void The_called_side_s_route_set_is_the_recorded_route_as_it_stands()
    {
        var dialog = Uas("Record-Route: <sip:p2.example;lr>, <sip:p1.example;lr>");
        Assert.Multiple(() =>
        {
            Assert.That(dialog.RouteSet.Select(r => r.Uri.Host), Is.EqualTo(new[] { "p2.example", "p1.example" }));
            Assert.That(dialog.RemoteTarget.ToString(), Is.EqualTo("sip:alice@192.0.2.1"));
            Assert.That(dialog.Id, Is.EqualTo(new DialogId("d1", "bt", "at")));
        });
    }

    [Test]
    public void A_request_counts_up_from_the_invite()
    {
        var dialog = Uac();
        Assert.That(dialog.CreateRequest(SipMethod.Bye).CSeq, Is.EqualTo(new CSeq(8, SipMethod.Bye)));
        Assert.That(dialog.CreateRequest(SipMethod.Info).CSeq.Number, Is.EqualTo(9));
    }

    [Test]
    public void The_called_side_s_first_number_is_its_own_and_below_2_to_the_31()
    {
        var dialog = Uas();
        var first = dialog.CreateRequest(SipMethod.Bye).CSeq.Number;
        Assert.That(first, Is.InRange(1u, (1u << 31) - 1));
        Assert.That(dialog.CreateRequest(SipMethod.Bye).CSeq.Number, Is.EqualTo(first + 1));
    }

    [Test]
    public void An_ack_has_the_number_of_its_invite() => Assert.That(Uac().CreateAck(7).CSeq, Is.EqualTo(new CSeq(7, SipMethod.Ack)));

    [Test]
    public void A_renumbered_request_keeps_its_number_until_one_was_put_in()
    {
        var dialog = Uac();
        Assert.That(dialog.NextLocalSequence(8), Is.EqualTo(8));
        dialog.CreateRequest(SipMethod.Info);
        Assert.That(dialog.NextLocalSequence(9), Is.EqualTo(10));
        Assert.That(dialog.NextLocalSequence(50), Is.EqualTo(50));
    }

    [Test]
    public void With_a_strict_router_first_the_target_ends_the_route()
    {
        var request = Uac("Record-Route: <sip:p2.example;lr>, <sip:p1.example>").CreateRequest(SipMethod.Bye);
        Assert.Multiple(() =>
        {
            Assert.That(request.RequestUri.ToString(), Is.EqualTo("sip:p1.example"));
            Assert.That(request.Headers.Values(HeaderId.Route), Is.EqualTo(new[] { "<sip:p2.example;lr>", "<sip:bob@192.0.2.2>" }));
        });
    }

    [TestCase(7)]
    [TestCase(6)]
    public void A_request_whose_number_does_not_grow_is_answered_500(int sequence)
    {
        var dialog = Uas();
        Assert.That(dialog.TryAcceptRequest(InDialog("BYE", sequence), out var refusal), Is.False);
        Assert.That(refusal!.StatusCode, Is.EqualTo(500));
    }

    [Test]
    public void A_request_in_a_dialog_that_has_ended_is_answered_481()
    {
        var dialog = Uas();
        dialog.Terminate();
        Assert.That(dialog.TryAcceptRequest(InDialog("INFO", 8), out var refusal), Is.False);
        Assert.That(refusal!.StatusCode, Is.EqualTo(481));
    }

    [Test]
    public void A_reinvite_moves_the_remote_target()
    {
        var dialog = Uas();
        Assert.That(dialog.TryAcceptRequest(InDialog("INVITE", 8, "Contact: <sip:alice@192.0.2.99>"), out _), Is.True);
        Assert.That(dialog.RemoteTarget.Host, Is.EqualTo("192.0.2.99"));
        Assert.That(dialog.TryAcceptRequest(InDialog("INFO", 9, "Contact: <sip:alice@192.0.2.77>"), out _), Is.True);
        Assert.That(dialog.RemoteTarget.Host, Is.EqualTo("192.0.2.99"));
    }

    [Test]
    public void A_2xx_to_the_invite_confirms_an_early_dialog_and_a_2xx_to_another_request_does_not()
    {
        var dialog = Dialog.FromUac(Invite(), Response(180, "Contact: <sip:bob@192.0.2.2>"))!;
        Assert.That(dialog.State, Is.EqualTo(DialogState.Early));
        dialog.Update((SipResponse)Parse("SIP/2.0 200 OK\n" + Head(";tag=bt", "X: y").Replace("7 INVITE", "8 UPDATE", StringComparison.Ordinal)));
        Assert.That(dialog.State, Is.EqualTo(DialogState.Early));
        dialog.Update(Response(200, "Contact: <sip:bob@192.0.2.3>"));
        Assert.That(dialog.State, Is.EqualTo(DialogState.Confirmed));
        Assert.That(dialog.RemoteTarget.Host, Is.EqualTo("192.0.2.3"));
    }

    [TestCase(408)]
    [TestCase(481)]
    public void A_408_or_481_ends_the_dialog(int status)
    {
        var dialog = Uac();
        dialog.Update(Response(status, "X: y"));
        Assert.That(dialog.State, Is.EqualTo(DialogState.Terminated));
    }

    [Test]
    public void A_request_without_a_contact_makes_no_dialog_for_the_called_side() =>
        Assert.That(Dialog.FromUas((SipRequest)Parse("INVITE sip:bob@b.example SIP/2.0\n" + Head("", "X: y")), Response(200, "X: y")), Is.Null);

    private static Dialog Uac(string more = "X: y") => Dialog.FromUac(Invite(), Response(200, "Contact: <sip:bob@192.0.2.2>\n" + more))!;

    private static Dialog Uas(string more = "X: y") => Dialog.FromUas(Invite(more), Response(200, "Contact: <sip:bob@192.0.2.2>"))!;

    private static SipRequest Invite(string more = "X: y") =>
        (SipRequest)Parse("INVITE sip:bob@b.example SIP/2.0\n" + Head("", "Contact: <sip:alice@192.0.2.1>\n" + more));

    private static SipRequest InDialog(string method, int sequence, string more = "X: y") =>
        (SipRequest)Parse($"{method} sip:bob@b.example SIP/2.0\n" + Head(";tag=bt", more).Replace("7 INVITE", $"{sequence} {method}", StringComparison.Ordinal));

    private static SipResponse Response(int status, string more) => (SipResponse)Parse($"SIP/2.0 {status} Reason\n" + Head(";tag=bt", more));

    private static string Head(string toTag, string more) => $"""
        Via: SIP/2.0/TCP a.example;branch=z9hG4bK1
        From: <sip:alice@a.example>;tag=at
        To: <sip:bob@b.example>{toTag}
        Call-ID: d1
        CSeq: 7 INVITE
        {more}
        Content-Length: 0
        """;

    private static SipMessage Parse(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n") + "\r\n\r\n");
        Assert.That(SipMessage.TryParse(new ReadOnlySequence<byte>(bytes), SipLimits.Default, out var message, out var fault), Is.True, () => fault.ReasonPhrase);
        return message!;
    }
}
