using SipCti.Messages;
using SipCti.Server;

namespace SipCti.Cti;

/// <summary>The owner of an <see cref="OwnLeg"/>. Called on the leg's strand.</summary>
internal interface IOwnLegUser
{
    /// <summary>The other side has sent BYE; it has been answered.</summary>
    void OnHungUp(OwnLeg leg);

    /// <summary>The connection to the other side that was watched is closed.</summary>
    void OnFlowLost(OwnLeg leg);

    /// <summary>The other side has acknowledged a 2xx.</summary>
    void OnAck(OwnLeg leg, SipRequest ack);

    /// <summary>The other side has sent a request other than ACK, BYE and OPTIONS; it has to be answered.</summary>
    ValueTask OnRequestAsync(OwnLeg leg, SipRequestContext context);
}
