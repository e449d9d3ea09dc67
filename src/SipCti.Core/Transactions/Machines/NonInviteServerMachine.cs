using static SipCti.Transactions.ServerEvent;
using static SipCti.Transactions.TransactionActions;
using static SipCti.Transactions.TransactionState;

namespace SipCti.Transactions;

/// <summary>The non-INVITE server transaction: RFC 3261 figure 8 with RFC 4320.</summary>
/// <remarks>
/// RFC 4320 section 4.2: an element that cannot answer before the client gives up sends no answer at all, not even 408. So
/// the machine has a patience of its own, as long as the client's (timer F).
/// </remarks>
internal static class NonInviteServerMachine
{
    public static Transition Start() => new(TransactionState.Trying, PassUp | StartTrying | StartF);

    public static Transition Next(TransactionState state, ServerEvent @event) => (state, @event) switch
    {
        // RFC 4320 4.1: 100 is due when the client's timer E has grown to T2; the retransmissions themselves get nothing.
        (TransactionState.Trying, ServerEvent.Trying) => new(Proceeding, SendTrying),
        (TransactionState.Trying, Provisional) => new(Proceeding, SendResponse),
        (TransactionState.Trying, Success or Failure) => new(Completed, StopTimers | SendResponse | StartJ),
        (TransactionState.Trying, Abandon) => new(Terminated, StopTimers),
        (TransactionState.Trying, ServerEvent.Timeout) => new(Terminated, StopTimers | ReportTimeout),

        (Proceeding, Request) => new(Proceeding, SendResponse),
        (Proceeding, Provisional) => new(Proceeding, SendResponse),
        (Proceeding, Success or Failure) => new(Completed, StopTimers | SendResponse | StartJ),
        (Proceeding, Abandon) => new(Terminated, StopTimers),
        (Proceeding, ServerEvent.Timeout) => new(Terminated, StopTimers | ReportTimeout),
        (Proceeding, TransportError) => new(Terminated, StopTimers | ReportTransport),

        (Completed, Request) => new(Completed, SendResponse),
        (Completed, Linger) => new(Terminated, StopTimers),
        (Completed, TransportError) => new(Terminated, StopTimers | ReportTransport),

        _ => Transition.Stay(state),
    };
}
