using SipCti.Dialogs;
using SipCti.Messages;

namespace SipCti.PassingThrough;

/// <summary>
/// The two dialogs of one passage for one To tag (a forked INVITE makes several). Tags, Call-ID and bodies are the same on both sides;
/// the CSeq numbers are each dialog's own, so that the pass-through can put in requests without the sides noticing.
/// </summary>
internal sealed class DialogPair
{
    private (uint Came, uint Went) _callerInvite;
    private (uint Came, uint Went) _calleeInvite;

    public DialogPair(string toTag, Dialog caller, Dialog callee, uint inviteSequence)
    {
        ToTag = toTag;
        Caller = caller;
        Callee = callee;
        _callerInvite = (inviteSequence, inviteSequence);
    }

    public string ToTag { get; }

    /// <summary>Towards the caller.</summary>
    public Dialog Caller { get; }

    /// <summary>Towards the called side.</summary>
    public Dialog Callee { get; }

    public bool IsEnded => Callee.State == DialogState.Terminated;

    /// <summary>Gives a request of one side its number in the other side's space, and renumbers RAck, which names an INVITE (RFC 3262 section 7.2).</summary>
    public void Renumber(SipRequest outgoing, bool fromCaller)
    {
        var came = outgoing.CSeq.Number;
        var invite = fromCaller ? _callerInvite : _calleeInvite;
        uint goes;
        if (outgoing.Method == SipMethod.Ack)
        {
            goes = invite.Came == came ? invite.Went : came;
        }
        else
        {
            goes = (fromCaller ? Callee : Caller).NextLocalSequence(came);
            if (outgoing.Method != SipMethod.Invite) { }
            else if (fromCaller) _callerInvite = (came, goes);
            else _calleeInvite = (came, goes);
        }

        if (goes != came) outgoing.Headers.Set(HeaderId.CSeq, new CSeq(goes, outgoing.Method).ToString());
        if (outgoing.Method == SipMethod.Prack && outgoing.TryGetRAck(out var rack) && rack is { } ack && ack.CSeq.Number == invite.Came && invite.Went != invite.Came)
            outgoing.Headers.Set(HeaderId.RAck, (ack with { CSeq = ack.CSeq with { Number = invite.Went } }).ToString());
    }

    public void Terminate()
    {
        Caller.Terminate();
        Callee.Terminate();
    }
}
