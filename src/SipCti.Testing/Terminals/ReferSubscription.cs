using System.Text;
using SipCti.Dialogs;
using SipCti.Messages;
using SipCti.Strands;

namespace SipCti.Testing;

/// <summary>
/// The implicit subscription that a REFER makes: tells how the referred call fares in NOTIFYs with a sipfrag (RFC 3515 section 2.4.4).
/// It outlives the call in whose dialog it runs, until the other side does not know the dialog any more (RFC 5057).
/// </summary>
internal sealed class ReferSubscription(TerminalStack stack, Dialog dialog, Strand strand, string eventName)
{
    private const int Seconds = 60;
    private bool _isOver;

    /// <summary>Sends the NOTIFY that follows the 202 at once.</summary>
    public void Begin() => Notify(100, "Trying", isFinal: false);

    /// <summary>Reports on a call from now on. The call runs on a strand of its own.</summary>
    public void Follow(SimulatedCall call) =>
        call.Progressed += (status, reason) => strand.Post(() => Notify(status, reason, isFinal: status >= 200));

    private void Notify(int status, string reason, bool isFinal)
    {
        if (_isOver) return;
        _isOver = isFinal;
        var request = dialog.CreateRequest(SipMethod.Notify);
        request.Headers.Set(HeaderId.Event, eventName);
        request.Headers.Set(HeaderId.SubscriptionState, isFinal ? "terminated;reason=noresource" : $"active;expires={Seconds}");
        request.SetBody(Encoding.UTF8.GetBytes($"SIP/2.0 {status} {reason}\r\n"), "message/sipfrag;version=2.0");
        stack.Run(strand, () => SendAsync(request));
    }

    private async Task SendAsync(SipRequest request)
    {
        var exchange = await stack.SendAsync(request, dialog.NextHop, () => dialog.NextLocalSequence());
        // RFC 6665 4.2.2: a NOTIFY that fails ends the subscription.
        if (!exchange.Response.IsSuccess) _isOver = true;
    }
}
