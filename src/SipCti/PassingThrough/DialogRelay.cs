using SipCti.Messages;
using SipCti.Transactions;

namespace SipCti.PassingThrough;

/// <summary>A request inside a dialog of a passage on its way through; not ACK, which has no answer.</summary>
internal sealed class DialogRelay(PassThrough owner, Passage passage, DialogPair pair, Leg from, ServerTransaction upstream) : Relay(owner, upstream)
{
    protected override void Responding(SipResponse response)
    {
        if (response.IsSuccess) (from.IsCaller ? pair.Callee : pair.Caller).Update(response);
    }

    protected override void Responded(SipResponse response)
    {
        if (response.IsProvisional) return;
        if (Request.Method == SipMethod.Bye) passage.Finished();
        else passage.Observers.OnResponse(passage, from, Request, response);
    }
}
