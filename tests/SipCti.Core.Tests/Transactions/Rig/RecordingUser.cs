using System.Threading.Channels;
using SipCti.Messages;
using SipCti.Transactions;
using SipCti.Transport;

namespace SipCti.Core.Tests.Transactions;

/// <summary>Takes what the layer gives up. It answers nothing but fences.</summary>
internal sealed class RecordingUser : ITransactionUser
{
    /// <summary>The method of a peer's question whether all before it is done.</summary>
    public static readonly SipMethod Fence = new("FENCE");

    private readonly Channel<(SipRequest Request, ServerTransaction? Transaction)> _requests = Channel.CreateUnbounded<(SipRequest, ServerTransaction?)>();
    private readonly Channel<SipResponse> _strays = Channel.CreateUnbounded<SipResponse>();
    private readonly Channel<Flow> _lost = Channel.CreateUnbounded<Flow>();

    /// <summary>When set, gets requests instead of the record.</summary>
    public Action<SipRequest, ServerTransaction?>? Handler { get; set; }

    public int WaitingRequests => _requests.Reader.Count;

    public int WaitingStrays => _strays.Reader.Count;

    public void OnRequest(SipRequest request, Flow flow, ServerTransaction? transaction)
    {
        if (request.Method == Fence)
            transaction!.Respond(request.CreateResponse(200, toTag: "fence"));
        else if (Handler is not null)
            Handler(request, transaction);
        else
            Assert.That(_requests.Writer.TryWrite((request, transaction)));
    }

    public void OnStrayResponse(Flow flow, SipResponse response) => Assert.That(_strays.Writer.TryWrite(response));

    public void OnFlowClosed(Flow flow) => Assert.That(_lost.Writer.TryWrite(flow));

    /// <summary>The next new request and its transaction.</summary>
    public async Task<ServerTransaction> NextAsync()
    {
        var (_, transaction) = await _requests.Reader.ReadAsync().AsTask().WaitAsync(TransactionRig.Guard);
        Assert.That(transaction, Is.Not.Null);
        return transaction!;
    }

    /// <summary>The next request must be an ACK without a transaction.</summary>
    public async Task<SipRequest> NextAckAsync()
    {
        var (request, transaction) = await _requests.Reader.ReadAsync().AsTask().WaitAsync(TransactionRig.Guard);
        Assert.That(request.Method, Is.EqualTo(SipMethod.Ack));
        Assert.That(transaction, Is.Null);
        return request;
    }

    public async Task<SipResponse> NextStrayAsync() => await _strays.Reader.ReadAsync().AsTask().WaitAsync(TransactionRig.Guard);

    public async Task<Flow> NextLostFlowAsync() => await _lost.Reader.ReadAsync().AsTask().WaitAsync(TransactionRig.Guard);
}
