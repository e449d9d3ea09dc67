using SipCti.Messages;
using SipCti.Transactions;
using SipCti.Transport;

namespace SipCti.PassingThrough;

/// <summary>A REGISTER on its way through: the answer gets the terminal's own Contacts back, and the mirror learns what was accepted.</summary>
internal sealed class RegisterRelay(PassThrough owner, ServerTransaction upstream, Flow flow, IReadOnlyList<RewrittenContact> rewritten) : Relay(owner, upstream)
{
    protected override void Responding(SipResponse response)
    {
        if (!response.IsSuccess) return;
        foreach (var contact in rewritten) Owner.Contacts.Learn(contact, flow);
        Owner.Contacts.Restore(response);
        if (Owner.Mirror.IsWatching) Owner.Mirror.Observe(Request, response, flow.Token);
    }
}
