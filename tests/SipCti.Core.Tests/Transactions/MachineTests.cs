using SipCti.Transactions;
using static SipCti.Transactions.TransactionState;

namespace SipCti.Core.Tests.Transactions;

/// <summary>The whole state and event table of the four machines.</summary>
public class MachineTests
{
    private static IEnumerable<TestCaseData> InviteClient => MachineTable.Expand<ClientEvent>(
        [Calling, Proceeding, Accepted, Completed, Terminated],
        """
        Calling + Provisional       -> Proceeding : StopTimers PassUp
        Calling + Success           -> Accepted   : StopTimers PassUp StartM
        Calling + Failure           -> Completed  : StopTimers PassUp SendAck StartD
        Calling + Retransmit        -> Calling    : SendRequest Repeat
        Calling + Timeout           -> Terminated : StopTimers ReportTimeout
        Calling + TransportError    -> Terminated : StopTimers ReportTransport
        Proceeding + Provisional    -> Proceeding : PassUp
        Proceeding + Success        -> Accepted   : StopTimers PassUp StartM
        Proceeding + Failure        -> Completed  : StopTimers PassUp SendAck StartD
        Proceeding + Cancelled      -> Proceeding : StartB
        Proceeding + Timeout        -> Terminated : StopTimers ReportTimeout
        Proceeding + TransportError -> Terminated : StopTimers ReportTransport
        Accepted + Success          -> Accepted   : PassUp
        Accepted + Linger           -> Terminated : StopTimers
        Completed + Failure         -> Completed  : SendAck
        Completed + Linger          -> Terminated : StopTimers
        Completed + TransportError  -> Terminated : StopTimers
        """);

    private static IEnumerable<TestCaseData> NonInviteClient => MachineTable.Expand<ClientEvent>(
        [Trying, Proceeding, Completed, Terminated],
        """
        Trying + Provisional        -> Proceeding : PassUp
        Trying + Success            -> Completed  : StopTimers PassUp StartK
        Trying + Failure            -> Completed  : StopTimers PassUp StartK
        Trying + Retransmit         -> Trying     : SendRequest Repeat
        Trying + Timeout            -> Terminated : StopTimers ReportTimeout
        Trying + TransportError     -> Terminated : StopTimers ReportTransport
        Proceeding + Provisional    -> Proceeding : PassUp
        Proceeding + Success        -> Completed  : StopTimers PassUp StartK
        Proceeding + Failure        -> Completed  : StopTimers PassUp StartK
        Proceeding + Retransmit     -> Proceeding : SendRequest RepeatSlowly
        Proceeding + Timeout        -> Terminated : StopTimers ReportTimeout
        Proceeding + TransportError -> Terminated : StopTimers ReportTransport
        Completed + Linger          -> Terminated : StopTimers
        """);

    private static IEnumerable<TestCaseData> InviteServer => MachineTable.Expand<ServerEvent>(
        [Proceeding, Accepted, Completed, Confirmed, Terminated],
        """
        Proceeding + Request        -> Proceeding : SendResponse
        Proceeding + Trying         -> Proceeding : SendTrying
        Proceeding + Provisional    -> Proceeding : StopTimers SendResponse
        Proceeding + Success        -> Accepted   : StopTimers SendResponse StartL
        Proceeding + Failure        -> Completed  : StopTimers SendResponse StartG StartH
        Proceeding + Abandon        -> Terminated : StopTimers
        Proceeding + TransportError -> Proceeding : ReportTransport
        Accepted + Success          -> Accepted   : SendResponse
        Accepted + Ack              -> Accepted   : PassUp
        Accepted + Linger           -> Terminated : StopTimers
        Accepted + TransportError   -> Accepted   : ReportTransport
        Completed + Request         -> Completed  : SendResponse
        Completed + Retransmit      -> Completed  : SendResponse Repeat
        Completed + Ack             -> Confirmed  : StopTimers StartI
        Completed + Timeout         -> Terminated : StopTimers ReportTimeout
        Completed + TransportError  -> Completed  : ReportTransport
        Confirmed + Linger          -> Terminated : StopTimers
        """);

    private static IEnumerable<TestCaseData> NonInviteServer => MachineTable.Expand<ServerEvent>(
        [Trying, Proceeding, Completed, Terminated],
        """
        Trying + Trying             -> Proceeding : SendTrying
        Trying + Provisional        -> Proceeding : SendResponse
        Trying + Success            -> Completed  : StopTimers SendResponse StartJ
        Trying + Failure            -> Completed  : StopTimers SendResponse StartJ
        Trying + Abandon            -> Terminated : StopTimers
        Trying + Timeout            -> Terminated : StopTimers ReportTimeout
        Proceeding + Request        -> Proceeding : SendResponse
        Proceeding + Provisional    -> Proceeding : SendResponse
        Proceeding + Success        -> Completed  : StopTimers SendResponse StartJ
        Proceeding + Failure        -> Completed  : StopTimers SendResponse StartJ
        Proceeding + Abandon        -> Terminated : StopTimers
        Proceeding + Timeout        -> Terminated : StopTimers ReportTimeout
        Proceeding + TransportError -> Terminated : StopTimers ReportTransport
        Completed + Request         -> Completed  : SendResponse
        Completed + Linger          -> Terminated : StopTimers
        Completed + TransportError  -> Terminated : StopTimers ReportTransport
        """);

    [TestCaseSource(nameof(InviteClient))]
    public void Invite_client(object state, object @event, object expected) =>
        Assert.That(InviteClientMachine.Next((TransactionState)state, (ClientEvent)@event), Is.EqualTo(expected));

    [TestCaseSource(nameof(NonInviteClient))]
    public void Non_invite_client(object state, object @event, object expected) =>
        Assert.That(NonInviteClientMachine.Next((TransactionState)state, (ClientEvent)@event), Is.EqualTo(expected));

    [TestCaseSource(nameof(InviteServer))]
    public void Invite_server(object state, object @event, object expected) =>
        Assert.That(InviteServerMachine.Next((TransactionState)state, (ServerEvent)@event), Is.EqualTo(expected));

    [TestCaseSource(nameof(NonInviteServer))]
    public void Non_invite_server(object state, object @event, object expected) =>
        Assert.That(NonInviteServerMachine.Next((TransactionState)state, (ServerEvent)@event), Is.EqualTo(expected));

    [Test]
    public void Machines_begin_as_in_the_figures()
    {
        Assert.Multiple(() =>
        {
            Assert.That(InviteClientMachine.Start(), Is.EqualTo(new Transition(Calling, TransactionActions.SendRequest | TransactionActions.StartA | TransactionActions.StartB)));
            Assert.That(NonInviteClientMachine.Start(), Is.EqualTo(new Transition(Trying, TransactionActions.SendRequest | TransactionActions.StartE | TransactionActions.StartF)));
            Assert.That(InviteServerMachine.Start(), Is.EqualTo(new Transition(Proceeding, TransactionActions.PassUp | TransactionActions.StartTrying)));
            Assert.That(NonInviteServerMachine.Start(), Is.EqualTo(new Transition(Trying, TransactionActions.PassUp | TransactionActions.StartTrying | TransactionActions.StartF)));
        });
    }
}
