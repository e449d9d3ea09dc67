using SipCti.Core.Tests.Transport;
using SipCti.Messages;
using SipCti.Transactions;

namespace SipCti.Core.Tests.Transactions;

/// <summary>A scenario of the transaction layer over one medium. At its end no transaction and no timer may be left.</summary>
public abstract class TransactionTest(Medium medium, bool unreliable = false)
{
    /// <summary>The Call-ID of a scenario that has one call.</summary>
    protected const string Call = "one@call";

    private TransactionRig? _rig;

    private protected TransactionRig Rig => _rig!;

    [SetUp]
    public void MakeRig() => _rig = NewRig();

    [TearDown]
    public async Task CloseRig() => await _rig!.DisposeAsync();

    private protected TransactionRig NewRig(SipLimits? limits = null) => new(medium, unreliable, limits);

    /// <summary>Replaces the rig by one with other limits.</summary>
    private protected async Task LimitAsync(SipLimits limits)
    {
        await _rig!.DisposeAsync();
        _rig = NewRig(limits);
    }

    /// <summary>The layer sends a request to a peer, which has received it.</summary>
    private protected async Task<(SentRequest Sent, SipPeer Peer, SipRequest Received)> SendToPeerAsync(SipMethod method, string callId = Call)
    {
        var listener = await Rig.ListenAsync();
        var sent = await Rig.SendAsync(Requests.Bare(method, callId), listener.EndPoint);
        var peer = await listener.AcceptAsync();
        return (sent, peer, await peer.ExpectAsync(method));
    }

    /// <summary>A peer sends a request to the layer, whose user has it.</summary>
    private protected async Task<(ServerTransaction Transaction, AnsweringUser User, SipPeer Peer, SipRequest Request)> ReceiveFromPeerAsync(SipMethod method, string callId = Call)
    {
        var peer = await Rig.ConnectAsync();
        var request = Requests.New(method, callId);
        await peer.SendAsync(request);
        var transaction = await Rig.User.NextAsync();
        var user = new AnsweringUser();
        await Rig.OnStrandAsync(callId, () => transaction.User = user);
        return (transaction, user, peer, request);
    }

    /// <summary>The user answers, and the peer gets it.</summary>
    private protected async Task<SipResponse> AnswerAsync(ServerTransaction transaction, SipPeer peer, int status, string? toTag = "bob")
    {
        await RespondAsync(transaction, status, toTag);
        return await peer.ExpectAsync(status);
    }

    private protected Task RespondAsync(ServerTransaction transaction, int status, string? toTag = "bob") => Rig.OnStrandAsync(
        transaction.Request.CallId,
        () => transaction.Respond(transaction.Request.CreateResponse(status, toTag: status == 100 ? null : toTag)));
}
