using SipCti.Dialogs;
using SipCti.Messages;
using SipCti.Strands;
using SipCti.Transactions;

namespace SipCti.PassingThrough;

/// <summary>The initial INVITE of a passage on its way through, with Timer C (RFC 3261 section 16.6 step 11).</summary>
internal sealed class InviteRelay(PassThrough owner, Passage passage, ServerTransaction upstream) : Relay(owner, upstream)
{
    private StrandTimer? _timerC;

    /// <summary>The INVITE as it was sent on; null before.</summary>
    public SipRequest? Sent { get; private set; }

    protected override (int Status, string? Reason) Unreachable =>
        passage.Direction == PassageDirection.ToTerminal ? (480, "Terminal Unreachable") : base.Unreachable;

    public bool SendOn(SipRequest outgoing, SipTarget target)
    {
        Sent = outgoing;
        if (!Send(outgoing, target)) return false;
        RestartTimerC();
        return true;
    }

    protected override void Responded(SipResponse response)
    {
        if (response.IsProvisional)
        {
            if (response.StatusCode == 100) return;
            RestartTimerC();
            passage.Progressed(response);
            return;
        }

        _timerC?.Cancel();
        if (response.IsSuccess) passage.Answered(response);
        else passage.Failed(response);
    }

    /// <summary>Answered although it was given up: what nobody wants any more is acknowledged and ended (RFC 3261 section 15).</summary>
    protected override void TooLate(SipResponse response)
    {
        if (!response.IsSuccess || Sent is null || Dialog.FromUac(Sent, response, RouteRecord.Beyond(response, passage.Token)) is not { } dialog) return;
        _ = EndAsync(dialog);
    }

    protected override void UpstreamFailed(TransactionFailure failure) => passage.Confirmed();

    protected override void UpstreamTerminated() => passage.Confirmed();

    private async Task EndAsync(Dialog dialog)
    {
        await Owner.SendAckAsync(passage.Callee, dialog, dialog.CreateAck(Request.CSeq.Number));
        await Owner.SendAsync(passage.Callee, dialog, dialog.CreateRequest(SipMethod.Bye));
    }

    private void RestartTimerC()
    {
        _timerC?.Cancel();
        _timerC = passage.Call.Strand.Schedule(Owner.Options.TimerC, static relay => ((InviteRelay)relay!).OnTimerC(), this);
    }

    // RFC 3261 16.8: with a provisional response the branch is cancelled; in either case the caller gets a 408.
    private void OnTimerC()
    {
        CancelDownstream();
        Answer(408);
    }
}
