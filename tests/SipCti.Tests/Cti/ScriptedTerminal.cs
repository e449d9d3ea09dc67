using System.Text;
using SipCti.Messages;

namespace SipCti.Tests.Cti;

/// <summary>A registered terminal, played by the test: knows how to write what a phone writes.</summary>
internal sealed class ScriptedTerminal(ScriptedPeer peer, string user, string path, string contact)
{
    public const string Sdp = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8 0\r\n";

    private int _branch;

    public ScriptedPeer Peer => peer;

    public string Contact => $"Contact: <{contact}>";

    public string ContactUri => contact;

    /// <summary>The Route by which the proxy reaches the terminal.</summary>
    public string Path => path;

    /// <summary>Expects the fake call and answers it; returns its INVITE.</summary>
    public async Task<SipRequest> AnswerFakeCallAsync()
    {
        var invite = await peer.ExpectAsync(SipMethod.Invite);
        await AcceptAsync(invite);
        return invite;
    }

    public async Task AcceptAsync(SipRequest invite)
    {
        await CtiLab.AnswerAsync(peer, invite, 200, TagIn(invite), Contact, Sdp);
        await peer.ExpectAsync(SipMethod.Ack);
    }

    /// <summary>Expects REFER inside the fake call and agrees to it; returns it.</summary>
    public async Task<SipRequest> AgreeAsync()
    {
        var refer = await peer.ExpectAsync(SipMethod.Refer);
        await peer.AnswerAsync(refer, 202);
        return refer;
    }

    public static SipUri Target(SipRequest refer)
    {
        Assert.That(refer.TryGetReferTo(out var to), Is.True);
        return to!.Uri;
    }

    /// <summary>Calls a URI.</summary>
    public Task InviteAsync(string uri, string callId, int sequence = 1, string? toUri = null) => peer.SendAsync(
        $"""
        INVITE {uri} SIP/2.0
        Via: SIP/2.0/TCP 127.0.0.1:{peer.Local.Port};branch=z9hG4bK{callId}-{sequence}
        Max-Forwards: 70
        From: <sip:{user}@pbx.example>;tag=c-{callId}
        To: <{toUri ?? uri}>
        Call-ID: {callId}
        CSeq: {sequence} INVITE
        {Contact}
        Content-Type: application/sdp
        """,
        Sdp);

    /// <summary>CANCEL or ACK to a non-2xx for an INVITE sent with <see cref="InviteAsync"/>.</summary>
    public Task FollowInviteAsync(string method, string uri, string callId, int sequence = 1, string toTag = "") => peer.SendAsync($"""
        {method} {uri} SIP/2.0
        Via: SIP/2.0/TCP 127.0.0.1:{peer.Local.Port};branch=z9hG4bK{callId}-{sequence}
        Max-Forwards: 70
        From: <sip:{user}@pbx.example>;tag=c-{callId}
        To: <{uri}>{toTag}
        Call-ID: {callId}
        CSeq: {sequence} {method}
        """);

    /// <summary>ACK to a 2xx of an INVITE sent with <see cref="InviteAsync"/>: a request of its own, along the recorded route.</summary>
    public Task AcknowledgeAsync(SipResponse answer) => peer.SendAsync($"""
        ACK {Remote(answer)} SIP/2.0
        Via: SIP/2.0/TCP 127.0.0.1:{peer.Local.Port};branch=z9hG4bKack-{answer.CallId}
        Max-Forwards: 70
        Route: {string.Join(", ", answer.Headers.Values(HeaderId.RecordRoute).Reverse())}
        From: {answer.Headers.First(HeaderId.From)}
        To: {answer.Headers.First(HeaderId.To)}
        Call-ID: {answer.CallId}
        CSeq: {answer.CSeq.Number} ACK
        """);

    /// <summary>A request inside the dialog of a call that it has answered.</summary>
    public Task SendInsideAsync(SipRequest invite, string method, int sequence, string more = "", string body = "")
    {
        Assert.That(invite.TryGetContacts(out var contacts), Is.True);
        return peer.SendAsync(
            $"""
            {method} {contacts[0].Address.Uri} SIP/2.0
            Via: SIP/2.0/TCP 127.0.0.1:{peer.Local.Port};branch=z9hG4bKin{++_branch}
            Max-Forwards: 70
            {Routes(invite)}From: {invite.Headers.First(HeaderId.To)};tag={TagIn(invite)}
            To: {invite.Headers.First(HeaderId.From)}
            Call-ID: {invite.CallId}
            CSeq: {sequence} {method}
            {Contact}
            {more}
            """.TrimEnd(),
            body);
    }

    public Task NotifyAsync(SipRequest invite, int sequence, string fragment, string state = "active;expires=60") =>
        SendInsideAsync(invite, "NOTIFY", sequence, $"Event: refer\nSubscription-State: {state}\nContent-Type: message/sipfrag;version=2.0", fragment);

    private static SipUri Remote(SipMessage message)
    {
        Assert.That(message.TryGetContacts(out var contacts), Is.True);
        return contacts[0].Uri;
    }

    private static string TagIn(SipRequest invite) => $"t-{invite.CallId}";

    private static string Routes(SipRequest invite)
    {
        var routes = new StringBuilder();
        foreach (var route in invite.Headers.Values(HeaderId.RecordRoute)) routes.Append("Route: ").Append(route).Append('\n');
        return routes.ToString();
    }
}
