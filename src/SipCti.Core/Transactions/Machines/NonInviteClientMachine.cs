using static SipCti.Transactions.ClientEvent;
using static SipCti.Transactions.TransactionActions;
using static SipCti.Transactions.TransactionState;

namespace SipCti.Transactions;

/// <summary>The non-INVITE client transaction: RFC 3261 figure 6.</summary>
internal static class NonInviteClientMachine
{
    public static Transition Start() => new(Trying, SendRequest | StartE | StartF);

    public static Transition Next(TransactionState state, ClientEvent @event) => (state, @event) switch
    {
        (Trying, Provisional) => new(Proceeding, PassUp),
        (Trying, Success or Failure) => new(Completed, StopTimers | StartK | PassUp),
        (Trying, Retransmit) => new(Trying, SendRequest | Repeat),
        (Trying, ClientEvent.Timeout) => new(Terminated, StopTimers | ReportTimeout),
        (Trying, TransportError) => new(Terminated, StopTimers | ReportTransport),

        (Proceeding, Provisional) => new(Proceeding, PassUp),
        (Proceeding, Success or Failure) => new(Completed, StopTimers | StartK | PassUp),
        (Proceeding, Retransmit) => new(Proceeding, SendRequest | RepeatSlowly),
        (Proceeding, ClientEvent.Timeout) => new(Terminated, StopTimers | ReportTimeout),
        (Proceeding, TransportError) => new(Terminated, StopTimers | ReportTransport),

        (Completed, Linger) => new(Terminated, StopTimers),

        _ => Transition.Stay(state),
    };
}
