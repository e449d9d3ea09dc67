using System.Diagnostics.CodeAnalysis;
using SipCti.Messages;

namespace SipCti.Dialogs;

/// <summary>
/// One side of a SIP dialog (RFC 3261 section 12): the tags, the two CSeq spaces, the remote target and the route set.
/// It builds requests inside the dialog and judges those that arrive; it sends nothing.
/// Not thread-safe: it belongs to the strand of its Call-ID.
/// </summary>
public sealed class Dialog
{
    private const uint FirstSequenceLimit = 1u << 30;

    private Dialog(string callId, NameAddr local, NameAddr remote, SipUri remoteTarget, IReadOnlyList<NameAddr> routeSet, DialogState state)
    {
        CallId = callId;
        Local = local;
        Remote = remote;
        RemoteTarget = remoteTarget;
        RouteSet = routeSet;
        State = state;
    }

    /// <summary>The Call-ID of every message of the dialog.</summary>
    public string CallId { get; }

    /// <summary>This side's address with its tag: From in requests that this side sends.</summary>
    public NameAddr Local { get; }

    /// <summary>The other side's address with its tag: To in requests that this side sends.</summary>
    public NameAddr Remote { get; private set; }

    /// <summary>The dialog's id as this side sees it.</summary>
    public DialogId Id => new(CallId, Local.Tag ?? "", Remote.Tag ?? "");

    /// <summary>Where requests of this side are addressed: the other side's latest Contact.</summary>
    public SipUri RemoteTarget { get; private set; }

    /// <summary>The proxies on the way to the other side, nearest first. Empty when there are none.</summary>
    public IReadOnlyList<NameAddr> RouteSet { get; private set; }

    /// <summary>The state of the dialog.</summary>
    public DialogState State { get; private set; }

    /// <summary>The highest CSeq number that this side has used; null before its first request.</summary>
    public uint? LocalSequence { get; private set; }

    /// <summary>The highest CSeq number seen from the other side; null before its first request.</summary>
    public uint? RemoteSequence { get; private set; }

    /// <summary>This side's Contact, put into target-refreshing requests; null to send none.</summary>
    public NameAddr? LocalContact { get; set; }

    /// <summary>The URI of the next hop for a request of this side: the first route, else the remote target (RFC 3261 section 12.2.1.1).</summary>
    public SipUri NextHop => RouteSet.Count > 0 ? RouteSet[0].Uri : RemoteTarget;

    /// <summary>The dialog as the side that sent the request sees it (RFC 3261 section 12.1.2).</summary>
    /// <param name="request">The dialog-forming request as it was sent.</param>
    /// <param name="response">A response to it with a To tag: 101 to 199 makes an early dialog, 2xx a confirmed one.</param>
    /// <param name="routeSet">The route set, nearest first, when it is not simply the response's Record-Route reversed (a server in the middle passes its own part); else null.</param>
    /// <returns>The dialog; null when the response carries no usable Contact and the request no usable target, or its Record-Route is malformed.</returns>
    public static Dialog? FromUac(SipRequest request, SipResponse response, IReadOnlyList<NameAddr>? routeSet = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(response);
        if (routeSet is null)
        {
            if (!response.TryGetRecordRoutes(out var recorded)) return null;
            routeSet = [.. recorded.Reverse()];
        }

        var target = ContactOf(response) ?? request.RequestUri;
        return new Dialog(request.CallId, request.From, response.To, target, routeSet, StateAfter(response))
        {
            LocalSequence = request.CSeq.Number,
            LocalContact = FullContactOf(request),
        };
    }

    /// <summary>The dialog as the side that answered the request sees it (RFC 3261 section 12.1.1).</summary>
    /// <param name="request">The dialog-forming request as it arrived.</param>
    /// <param name="response">The response with this side's To tag.</param>
    /// <returns>The dialog; null when the request's Contact is missing or malformed, or its Record-Route is.</returns>
    public static Dialog? FromUas(SipRequest request, SipResponse response)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(response);
        if (!request.TryGetRecordRoutes(out var recorded) || ContactOf(request) is not { } target) return null;
        return new Dialog(request.CallId, response.To, request.From, target, recorded, StateAfter(response))
        {
            RemoteSequence = request.CSeq.Number,
            LocalContact = FullContactOf(response),
        };
    }

    /// <summary>
    /// A new request inside the dialog with the next CSeq number of this side (RFC 3261 section 12.2.1.1), without Via.
    /// For ACK use <see cref="CreateAck"/>.
    /// </summary>
    /// <param name="method">The method.</param>
    /// <returns>The request: Request-URI, Route, From, To, Call-ID, CSeq, Max-Forwards, and Contact where the method refreshes targets.</returns>
    public SipRequest CreateRequest(SipMethod method) => Create(method, NextLocalSequence());

    /// <summary>The ACK to a 2xx response of an INVITE of this side (RFC 3261 section 13.2.2.4).</summary>
    /// <param name="inviteSequence">The CSeq number of that INVITE.</param>
    /// <returns>The ACK, without Via.</returns>
    public SipRequest CreateAck(uint inviteSequence) => Create(SipMethod.Ack, inviteSequence);

    /// <summary>
    /// The next CSeq number of this side. A server in the middle that renumbers a forwarded request passes that request's own number,
    /// so that numbers stay what they were until a request of its own has been put in.
    /// </summary>
    /// <param name="atLeast">A number that the result must reach; 0 for none.</param>
    /// <returns>The number, now used.</returns>
    public uint NextLocalSequence(uint atLeast = 0)
    {
        // RFC 3261 8.1.1.5: any first value below 2^31 will do; a random one tells nobody how many calls there were.
        var next = LocalSequence is { } last ? last + 1 : atLeast > 0 ? atLeast : (uint)Random.Shared.NextInt64(1, FirstSequenceLimit);
        LocalSequence = Math.Max(next, atLeast);
        return LocalSequence.Value;
    }

    /// <summary>Judges a request that arrived inside the dialog and takes over what it changes: CSeq order and, for INVITE and UPDATE, the remote target.</summary>
    /// <param name="request">The request. ACK is always accepted.</param>
    /// <param name="refusal">The answer when it is refused: 481 when the dialog has ended, 500 when the CSeq is out of order (RFC 3261 section 12.2.2).</param>
    /// <returns>True when the request may be processed.</returns>
    public bool TryAcceptRequest(SipRequest request, [NotNullWhen(false)] out SipResponse? refusal)
    {
        ArgumentNullException.ThrowIfNull(request);
        refusal = null;
        if (request.Method == SipMethod.Ack) return true;
        if (State == DialogState.Terminated)
        {
            refusal = request.CreateResponse(481);
            return false;
        }

        if (RemoteSequence is { } highest && request.CSeq.Number <= highest)
        {
            refusal = request.CreateResponse(500, "CSeq Out of Order");
            return false;
        }

        RemoteSequence = request.CSeq.Number;
        if (RefreshesTarget(request.Method) && ContactOf(request) is { } target) RemoteTarget = target;
        return true;
    }

    /// <summary>
    /// Takes over what a response to a request of this side changes: a 2xx to the INVITE confirms an early dialog (and recomputes its route set, RFC 3261
    /// section 13.2.2.4) or refreshes the remote target; 408 or 481 ends the dialog (section 12.2.1.2).
    /// </summary>
    /// <param name="response">The response.</param>
    /// <param name="routeSet">As in <see cref="FromUac"/>.</param>
    public void Update(SipResponse response, IReadOnlyList<NameAddr>? routeSet = null)
    {
        ArgumentNullException.ThrowIfNull(response);
        if (response.StatusCode is 408 or 481)
        {
            State = DialogState.Terminated;
            return;
        }

        if (!response.IsSuccess || State == DialogState.Terminated) return;
        if (RefreshesTarget(response.CSeq.Method) && ContactOf(response) is { } target) RemoteTarget = target;
        if (State != DialogState.Early || response.CSeq.Method != SipMethod.Invite) return;
        State = DialogState.Confirmed;
        if (routeSet is not null) RouteSet = routeSet;
        else if (response.TryGetRecordRoutes(out var recorded)) RouteSet = [.. recorded.Reverse()];
    }

    /// <summary>Marks an early dialog as confirmed: this side has answered 2xx.</summary>
    public void Confirm()
    {
        if (State == DialogState.Early) State = DialogState.Confirmed;
    }

    /// <summary>Ends the dialog: BYE was sent or received, or the request that made it failed.</summary>
    public void Terminate() => State = DialogState.Terminated;

    private SipRequest Create(SipMethod method, uint sequence)
    {
        // RFC 3261 12.2.1.1: with a strict router first, it takes the Request-URI's place and the target ends the route.
        var strict = RouteSet.Count > 0 && !RouteSet[0].Uri.IsLooseRoute;
        var request = SipRequest.Create(method, strict ? RouteSet[0].Uri.WithoutParametersAndHeaders() : RemoteTarget, Local, Remote, CallId, sequence);
        for (var i = strict ? 1 : 0; i < RouteSet.Count; i++) request.Headers.Append(HeaderId.Route, RouteSet[i].ToString());
        if (strict) request.Headers.Append(HeaderId.Route, new NameAddr(RemoteTarget).ToString());
        if (LocalContact is not null && (RefreshesTarget(method) || method == SipMethod.Refer || method == SipMethod.Subscribe || method == SipMethod.Notify))
            request.Headers.Append(HeaderId.Contact, LocalContact.ToString());
        return request;
    }

    private static bool RefreshesTarget(SipMethod method) => method == SipMethod.Invite || method == SipMethod.Update;

    private static DialogState StateAfter(SipResponse response) =>
        response.IsProvisional ? DialogState.Early : response.IsSuccess ? DialogState.Confirmed : DialogState.Terminated;

    private static SipUri? ContactOf(SipMessage message) =>
        message.TryGetContacts(out var contacts) && !contacts.IsWildcard && contacts.Count > 0 ? contacts[0].Address.Uri : null;

    private static NameAddr? FullContactOf(SipMessage message) =>
        message.TryGetContacts(out var contacts) && !contacts.IsWildcard && contacts.Count > 0 ? contacts[0].Address : null;
}
