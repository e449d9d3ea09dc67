using static SipCti.Transactions.ClientEvent;
using static SipCti.Transactions.TransactionActions;
using static SipCti.Transactions.TransactionState;

namespace SipCti.Transactions;

/// <summary>The INVITE client transaction: RFC 3261 figure 5 with the Accepted state of RFC 6026 section 8.4.</summary>
internal static class InviteClientMachine
{
    public static Transition Start() => new(Calling, SendRequest | StartA | StartB);

    public static Transition Next(TransactionState state, ClientEvent @event) => (state, @event) switch
    {
        (Calling, Provisional) => new(Proceeding, StopTimers | PassUp),
        (Calling, Success) => new(Accepted, StopTimers | StartM | PassUp),
        (Calling, Failure) => new(Completed, StopTimers | SendAck | StartD | PassUp),
        (Calling, Retransmit) => new(Calling, SendRequest | Repeat),
        (Calling, ClientEvent.Timeout) => new(Terminated, StopTimers | ReportTimeout),
        (Calling, TransportError) => new(Terminated, StopTimers | ReportTransport),

        (Proceeding, Provisional) => new(Proceeding, PassUp),
        (Proceeding, Success) => new(Accepted, StopTimers | StartM | PassUp),
        (Proceeding, Failure) => new(Completed, StopTimers | SendAck | StartD | PassUp),

        // RFC 3261 9.1: who cancelled waits no longer than 64*T1 for the final response.
        (Proceeding, Cancelled) => new(Proceeding, StartB),
        (Proceeding, ClientEvent.Timeout) => new(Terminated, StopTimers | ReportTimeout),
        (Proceeding, TransportError) => new(Terminated, StopTimers | ReportTransport),

        // RFC 6026 8.4: every 2xx, retransmitted or of another fork, belongs to the user; all else is late.
        (Accepted, Success) => new(Accepted, PassUp),
        (Accepted, Linger) => new(Terminated, StopTimers),

        (Completed, Failure) => new(Completed, SendAck),
        (Completed, Linger) => new(Terminated, StopTimers),

        // The user has its outcome already and can do nothing about a lost ACK, so it is not told a second one.
        (Completed, TransportError) => new(Terminated, StopTimers),

        _ => Transition.Stay(state),
    };
}
