using static SipCti.Transactions.ServerEvent;
using static SipCti.Transactions.TransactionActions;
using static SipCti.Transactions.TransactionState;

namespace SipCti.Transactions;

/// <summary>The INVITE server transaction: RFC 3261 figure 7 with the Accepted state of RFC 6026 section 8.5.</summary>
internal static class InviteServerMachine
{
    public static Transition Start() => new(Proceeding, PassUp | StartTrying);

    public static Transition Next(TransactionState state, ServerEvent @event) => (state, @event) switch
    {
        (Proceeding, Request) => new(Proceeding, SendResponse),
        (Proceeding, ServerEvent.Trying) => new(Proceeding, SendTrying),
        (Proceeding, Provisional) => new(Proceeding, StopTimers | SendResponse),
        (Proceeding, Success) => new(Accepted, StopTimers | SendResponse | StartL),
        (Proceeding, Failure) => new(Completed, StopTimers | SendResponse | StartG | StartH),
        (Proceeding, Abandon) => new(Terminated, StopTimers),

        // RFC 6026 7.1: a retransmitted INVITE is absorbed, further 2xx of the user go out, an ACK belongs to the user.
        (Accepted, Success) => new(Accepted, SendResponse),
        (Accepted, Ack) => new(Accepted, PassUp),
        (Accepted, Linger) => new(Terminated, StopTimers),

        (Completed, Request) => new(Completed, SendResponse),
        (Completed, Retransmit) => new(Completed, SendResponse | Repeat),
        (Completed, Ack) => new(Confirmed, StopTimers | StartI),
        (Completed, ServerEvent.Timeout) => new(Terminated, StopTimers | ReportTimeout),

        (Confirmed, Linger) => new(Terminated, StopTimers),

        // RFC 6026 7.1: a response that could not be sent ends nothing, else the INVITE's next copy were a new call.
        (Proceeding or Accepted or Completed, TransportError) => new(state, ReportTransport),

        _ => Transition.Stay(state),
    };
}
