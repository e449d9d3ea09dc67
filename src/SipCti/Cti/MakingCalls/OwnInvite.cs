using SipCti.Messages;
using SipCti.Transactions;

namespace SipCti.Cti;

/// <summary>The INVITE transaction of an <see cref="OwnLeg"/>: its progress, its first final response, and answers of further forks, which nobody wants.</summary>
internal sealed class OwnInvite(Action<SipResponse> progress, Action<SipResponse> final, Action<SipResponse> furtherAnswer) : IClientTransactionUser
{
    private bool _hasFinal;

    public void OnResponse(ClientTransaction transaction, SipResponse response)
    {
        if (response.IsProvisional)
        {
            progress(response);
        }
        else if (!_hasFinal)
        {
            _hasFinal = true;
            final(response);
        }
        else if (response.IsSuccess)
        {
            furtherAnswer(response);
        }
    }

    // RFC 3261 8.1.3.1: a timeout counts as a 408, a transport failure as a 503.
    public void OnFailure(ClientTransaction transaction, TransactionFailure failure)
    {
        if (_hasFinal) return;
        _hasFinal = true;
        final(transaction.Request.CreateResponse(failure == TransactionFailure.Timeout ? 408 : 503));
    }
}
