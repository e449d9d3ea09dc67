using SipCti.Dialogs;
using SipCti.Messages;
using SipCti.Server;

namespace SipCti.PassingThrough;

/// <summary>
/// One crossing of the pass-through by a call: the INVITE, its answers, and the requests inside the dialogs that it makes.
/// Lives on the strand of its call: use it there only.
/// </summary>
public sealed class Passage
{
    private const int MaxForks = 64;

    private readonly PassThrough _owner;
    private readonly InviteRelay _invite;
    private readonly List<DialogPair> _pairs = [];
    private string? _clearReason;
    private bool _clearWhenConfirmed;

    internal Passage(PassThrough owner, Call call, PassageDirection direction, SipRequestContext context, string token)
    {
        _owner = owner;
        Call = call;
        Direction = direction;
        Invite = context.Request;
        RequestUri = context.Request.RequestUri;
        Token = token;
        _invite = new InviteRelay(owner, this, context.Transaction!);
        var fromTerminal = direction == PassageDirection.FromTerminal;
        Caller = new Leg(this, isCaller: true, fromTerminal ? owner.DeviceOf(context.Flow, Invite.From.Uri) : Invite.From.Uri.AddressOfRecord, fromTerminal ? context.Flow : null)
        {
            Allow = Invite.Headers.Values(HeaderId.Allow),
        };
        Callee = new Leg(this, isCaller: false, RequestUri.AddressOfRecord, null);
    }

    /// <summary>The call.</summary>
    public Call Call { get; }

    /// <summary>Which way the INVITE crosses.</summary>
    public PassageDirection Direction { get; }

    /// <summary>The INVITE as it came.</summary>
    public SipRequest Invite { get; }

    /// <summary>The Request-URI with which the INVITE goes on. May be changed while the call is offered.</summary>
    public SipUri RequestUri { get; set; }

    /// <summary>The side that sent the INVITE.</summary>
    public Leg Caller { get; }

    /// <summary>The called side.</summary>
    public Leg Callee { get; }

    /// <summary>How far the passage has come.</summary>
    public PassageState State { get; private set; }

    /// <summary>The pair of dialogs that was answered, else the latest early one; null before a response with a To tag.</summary>
    internal DialogPair? Pair { get; private set; }

    internal string Token { get; }

    internal ICallObserver Observers => _owner.Observers;

    /// <summary>Answers the INVITE here. Does nothing once it has a final answer.</summary>
    /// <param name="statusCode">The status, 300 to 699.</param>
    /// <param name="reasonPhrase">The reason phrase; null for the usual one.</param>
    /// <exception cref="ArgumentOutOfRangeException">The status is not a final refusal.</exception>
    public void Reject(int statusCode, string? reasonPhrase = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(statusCode, 300);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(statusCode, 699);
        if (State >= PassageState.Answered) return;
        _invite.CancelDownstream();
        _invite.Answer(statusCode, reasonPhrase);
    }

    /// <summary>Ends the passage: BYE to both sides once it is answered, else CANCEL onward and 487 to the caller. Safe to call more than once.</summary>
    /// <param name="reason">A sentence for the <c>Reason</c> header (RFC 3326); null for none.</param>
    public void Clear(string? reason = null) => Clear(reason, State >= PassageState.Answered);

    /// <param name="reason">As above.</param>
    /// <param name="isAnswered">Whether the call is answered, even if the answer has not come here yet.</param>
    internal void Clear(string? reason, bool isAnswered)
    {
        if (State == PassageState.Ended) return;
        _clearReason = reason;
        // RFC 3261 15: who answered may send BYE only when the ACK has come or can no longer come. A server that stops cannot wait for it.
        if (State == PassageState.Confirmed || (State == PassageState.Answered && _owner.IsStopping)) ClearAnswered();
        else if (isAnswered && !_owner.IsStopping) _clearWhenConfirmed = true;
        else Reject(487);
    }

    /// <summary>Puts a request of the pass-through's own into the call, numbered in that side's CSeq space.</summary>
    /// <param name="leg">The side that gets it.</param>
    /// <param name="method">The method; not INVITE, ACK, CANCEL or BYE.</param>
    /// <param name="configure">Adds headers and a body; null for none.</param>
    /// <returns>The final response; 481 when the leg has no dialog, 408 and 503 also for timeout and transport failure.</returns>
    public async Task<SipResponse> SendAsync(Leg leg, SipMethod method, Action<SipRequest>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(leg);
        if (leg.Dialog is not { } dialog || State == PassageState.Ended) return Invite.CreateResponse(481);
        var request = dialog.CreateRequest(method);
        configure?.Invoke(request);
        return await _owner.SendAsync(leg, dialog, request);
    }

    internal async ValueTask OfferAsync()
    {
        await Observers.OnOfferedAsync(this);
        if (State != PassageState.Offered) return;
        await _owner.ForwardInviteAsync(this, _invite);
    }

    internal void Forwarded()
    {
        if (State != PassageState.Offered) return;
        State = PassageState.Forwarded;
        Observers.OnForwarded(this);
    }

    internal void Progressed(SipResponse response)
    {
        if (State == PassageState.Forwarded) State = PassageState.Proceeding;
        Track(response);
        Observers.OnProvisional(this, response);
    }

    internal void Answered(SipResponse response)
    {
        var pair = Track(response);
        if (State >= PassageState.Answered) return;
        if (pair is not null) Pair = pair;
        State = PassageState.Answered;
        Callee.Allow = response.Headers.Values(HeaderId.Allow);
        Observers.OnAnswered(this, response);
    }

    internal void Failed(SipResponse response)
    {
        if (State >= PassageState.Answered) return;
        var challenged = response.StatusCode is 401 or 407;
        State = PassageState.Ended;
        foreach (var pair in _pairs) pair.Terminate();
        if (challenged) Observers.OnChallenged(this, response);
        else Observers.OnFailed(this, response);
        // RFC 3261 8.1.3.4: a terminal that is redirected tries the new address under the same Call-ID.
        var redirected = response.StatusCode < 400 && Direction == PassageDirection.FromTerminal;
        _owner.Remove(this, mayComeAgain: challenged || redirected);
    }

    /// <summary>The caller's ACK has come, or can no longer come.</summary>
    internal void Confirmed()
    {
        if (State != PassageState.Answered) return;
        State = PassageState.Confirmed;
        if (_clearWhenConfirmed) ClearAnswered();
    }

    /// <summary>The dialogs that a request inside the call belongs to, and whether the caller's side sent it.</summary>
    internal DialogPair? Match(SipRequest request, out bool fromCaller)
    {
        fromCaller = request.FromTag == Call.CallerTag;
        var calledTag = fromCaller ? request.ToTag : request.FromTag;
        foreach (var pair in _pairs)
            if (pair.ToTag == calledTag) return pair;
        return null;
    }

    /// <summary>A dialog has ended by BYE of one side.</summary>
    internal void Ended(DialogPair pair, Leg? by)
    {
        pair.Terminate();
        if (State == PassageState.Ended || (pair != Pair && _pairs.Exists(p => !p.IsEnded))) return;
        State = PassageState.Ended;
        Observers.OnCleared(this, by);
    }

    /// <summary>The BYE that ended the passage has had its answer.</summary>
    internal void Finished()
    {
        if (State == PassageState.Ended) _owner.Remove(this, mayComeAgain: false);
    }

    private DialogPair? Track(SipResponse response)
    {
        if (response.ToTag is not { } tag) return null;
        var route = RouteRecord.Beyond(response, Token);
        foreach (var known in _pairs)
        {
            if (known.ToTag != tag) continue;
            known.Callee.Update(response, route);
            if (response.IsSuccess) known.Caller.Confirm();
            return known;
        }

        // A hostile called side could make up tags without end.
        if (_pairs.Count >= MaxForks || _invite.Sent is not { } sent) return null;
        if (Dialog.FromUac(sent, response, route) is not { } callee || Dialog.FromUas(Invite, response) is not { } caller) return null;
        var pair = new DialogPair(tag, caller, callee, Invite.CSeq.Number);
        _pairs.Add(pair);
        if (State < PassageState.Answered) Pair = pair;
        return pair;
    }

    private void ClearAnswered()
    {
        State = PassageState.Ended;
        List<Task> sent = [];
        foreach (var pair in _pairs)
        {
            if (pair.IsEnded) continue;
            sent.Add(SendByeAsync(Caller, pair.Caller));
            sent.Add(SendByeAsync(Callee, pair.Callee));
            pair.Terminate();
        }

        Observers.OnCleared(this, null);
        _ = RemoveAfterAsync(sent);
    }

    private async Task RemoveAfterAsync(List<Task> sent)
    {
        await Task.WhenAll(sent);
        Finished();
    }

    private async Task SendByeAsync(Leg leg, Dialog dialog)
    {
        var bye = dialog.CreateRequest(SipMethod.Bye);
        // RFC 3326: why the call ends, for the person in front of the phone.
        if (_clearReason is not null) bye.Headers.Append(HeaderId.Reason, "SIP" + SipParameters.Empty.With("cause", "200").With("text", _clearReason));
        await _owner.SendAsync(leg, dialog, bye);
    }
}
