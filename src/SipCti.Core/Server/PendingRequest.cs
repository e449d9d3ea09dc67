using SipCti.Messages;
using SipCti.Transactions;

namespace SipCti.Server;

/// <summary>Turns a client transaction into a task of its final response.</summary>
internal sealed class PendingRequest(Action<SipResponse>? onProvisional) : IClientTransactionUser
{
    private readonly TaskCompletionSource<SipResponse> _final = new();

    public Task<SipResponse> Final => _final.Task;

    public void OnResponse(ClientTransaction transaction, SipResponse response)
    {
        if (response.IsFinal) _final.TrySetResult(response);
        else onProvisional?.Invoke(response);
    }

    // RFC 3261 8.1.3.1: a timeout is treated as a 408, a transport failure as a 503.
    public void OnFailure(ClientTransaction transaction, TransactionFailure failure) =>
        _final.TrySetResult(failure == TransactionFailure.Timeout
            ? transaction.Request.CreateResponse(408)
            : transaction.Request.CreateResponse(503));

    public void OnTerminated(ClientTransaction transaction)
    {
    }
}
