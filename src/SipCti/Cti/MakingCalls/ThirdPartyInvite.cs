using SipCti.Authentication;
using SipCti.Messages;
using SipCti.PassingThrough;
using SipCti.Strands;

namespace SipCti.Cti;

/// <summary>The INVITE that the pass-through sends to the called party in a terminal's place: without an offer, and again with credentials when it is asked for them.</summary>
internal sealed class ThirdPartyInvite
{
    private readonly SipRequest _unsent;
    private bool _isAuthorized;

    public ThirdPartyInvite(PassThrough passThrough, SipUri callingUri, SipUri calledUri, Strand strand)
    {
        var from = new NameAddr(callingUri).WithTag(SipTokens.NewTag());
        _unsent = SipRequest.Create(SipMethod.Invite, calledUri, from, new NameAddr(calledUri), NewCallId(passThrough.Server.Strands, strand), 1);
        OwnUserAgent.Introduce(_unsent, passThrough.ContactFor(RouteRecord.NewOwnLegToken()));
        _unsent.Headers.Set(HeaderId.Accept, SdpDescription.ContentType);
    }

    public string CallId => _unsent.CallId;

    /// <summary>The INVITE to be sent now.</summary>
    public SipRequest ToSend() => _unsent.Clone();

    /// <summary>Writes credentials into the next try; false when there is no use in one.</summary>
    public bool TryAuthorize(SipResponse refusal, CtiCredentials? credentials)
    {
        if (_isAuthorized || credentials is null || refusal.StatusCode is not (401 or 407)) return false;
        _isAuthorized = true;
        _unsent.Headers.Set(HeaderId.CSeq, new CSeq(_unsent.CSeq.Number + 1, SipMethod.Invite).ToString());
        return new DigestClient(credentials.Username, credentials.Password).TryAnswer(refusal, _unsent);
    }

    private static string NewCallId(StrandTable strands, Strand strand)
    {
        // Both legs on one strand, so that nothing has to be locked or posted between them: some hundred tries find such a Call-ID.
        while (true)
        {
            var callId = SipTokens.NewCallId();
            if (strands.For(callId) == strand) return callId;
        }
    }
}
