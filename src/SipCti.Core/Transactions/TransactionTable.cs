using SipCti.Messages;
using SipCti.Transport;

namespace SipCti.Transactions;

/// <summary>The transactions of one strand. Used on that strand only, so without locks.</summary>
internal sealed class TransactionTable
{
    private readonly Dictionary<ClientKey, ClientTransaction> _clients = [];
    private readonly Dictionary<ServerKey, ServerTransaction> _servers = [];

    // The first of the client transactions that wait for responses on a flow; the others are linked behind it.
    private readonly Dictionary<Flow, ClientTransaction> _onFlow = [];

    public void Add(ClientTransaction transaction) => _clients.Add(transaction.Key, transaction);

    public void Add(ServerTransaction transaction) => _servers.Add(transaction.Key, transaction);

    public bool Remove(ClientTransaction transaction)
    {
        Unwatch(transaction);
        return _clients.Remove(transaction.Key);
    }

    public bool Remove(ServerTransaction transaction) => _servers.Remove(transaction.Key);

    public ClientTransaction? Find(SipResponse response) =>
        response.TopVia.Branch is { } branch ? _clients.GetValueOrDefault(new ClientKey(branch, response.CSeq.Method)) : null;

    public ServerTransaction? Find(in ServerKey key) => _servers.GetValueOrDefault(key);

    /// <summary>The INVITE that an ACK belongs to.</summary>
    public ServerTransaction? FindAcknowledged(SipRequest ack)
    {
        var found = Find(ServerKey.Of(ack, SipMethod.Invite, ack.ToTag));
        if (found is not null || ServerKey.IsRfc3261(ack.TopVia))
            return found;

        // RFC 3261 17.2.3: an ACK of RFC 2543 has the To tag of the response, which its INVITE did not have.
        found = Find(ServerKey.Of(ack, SipMethod.Invite, toTag: null));
        return found?.LastResponse?.ToTag == ack.ToTag ? found : null;
    }

    /// <summary>Notes that a transaction waits on its flow; true when it is the first of this strand to do so.</summary>
    public bool Watch(ClientTransaction transaction)
    {
        var others = _onFlow.GetValueOrDefault(transaction.Flow!);
        transaction.NextOnFlow = others;
        if (others is not null)
            others.PreviousOnFlow = transaction;
        _onFlow[transaction.Flow!] = transaction;
        return others is null;
    }

    /// <summary>Tells all that wait on a flow that it is closed. Each is told by a piece of work of its own.</summary>
    public void LoseFlow(Flow flow)
    {
        if (!_onFlow.Remove(flow, out var transaction))
            return;
        while (transaction is not null)
        {
            var next = transaction.NextOnFlow;
            transaction.NextOnFlow = transaction.PreviousOnFlow = null;
            transaction.Strand.Post(static lost => lost.OnFlowClosed(), transaction);
            transaction = next;
        }
    }

    private void Unwatch(ClientTransaction transaction)
    {
        var (previous, next) = (transaction.PreviousOnFlow, transaction.NextOnFlow);
        if (next is not null)
            next.PreviousOnFlow = previous;
        if (previous is not null)
            previous.NextOnFlow = next;
        else if (transaction.Flow is { } flow && _onFlow.GetValueOrDefault(flow) == transaction)
            SetFirst(flow, next);
        transaction.NextOnFlow = transaction.PreviousOnFlow = null;
    }

    private void SetFirst(Flow flow, ClientTransaction? first)
    {
        if (first is null)
            _onFlow.Remove(flow);
        else
            _onFlow[flow] = first;
    }
}
