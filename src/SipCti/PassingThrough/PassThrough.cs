using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.Extensions.Logging;
using SipCti.Messages;
using SipCti.Proxying;
using SipCti.Registration;
using SipCti.Server;
using SipCti.Transactions;
using SipCti.Transport;

namespace SipCti.PassingThrough;

/// <summary>
/// The server between terminals and their proxy. Terminals use it as outbound proxy; it registers itself into their path, mirrors the registration
/// table, and carries each call as two legs, so that every call can be watched and controlled, whoever began it. Call-ID, tags, bodies and all headers that
/// it need not touch leave as they came.
/// </summary>
public sealed class PassThrough : ISipComponent
{
    private readonly ConcurrentDictionary<(string CallId, string CallerTag), Call> _calls = new();
    private readonly ConcurrentDictionary<string, Passage> _passages = new();
    private readonly NextHopRoute _nextHop;
    private TaskCompletionSource? _drained;
    private RegistrationMirror? _mirror;
    private SipServer? _server;
    private ContactMap? _contacts;
    private CallObservers? _observers;
    private List<ICallObserver> _early = [];

    /// <summary>Makes a pass-through; add it to a <see cref="SipServerBuilder"/>.</summary>
    /// <param name="options">Its options.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    public PassThrough(PassThroughOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Options = options;
        _mirror = options.Mirror;
        _nextHop = new NextHopRoute(options.NextHop);
    }

    /// <inheritdoc/>
    public IReadOnlyList<SipMethod> Methods { get; } =
    [
        SipMethod.Invite, SipMethod.Ack, SipMethod.Bye, SipMethod.Cancel, SipMethod.Register, SipMethod.Options, SipMethod.Refer, SipMethod.Notify,
        SipMethod.Subscribe, SipMethod.Info, SipMethod.Update, SipMethod.Prack, SipMethod.Message, SipMethod.Publish,
    ];

    /// <summary>The options it was made with.</summary>
    public PassThroughOptions Options { get; }

    /// <summary>The second table.</summary>
    /// <exception cref="InvalidOperationException">It has not been added to a server yet.</exception>
    public RegistrationMirror Mirror => _mirror ?? throw NotAttached();

    /// <summary>The server that it is part of.</summary>
    /// <exception cref="InvalidOperationException">It has not been added to a server yet.</exception>
    public SipServer Server => _server ?? throw NotAttached();

    /// <summary>The dialogs in which the pass-through is itself a user agent; no observer sees them.</summary>
    public DialogTable Dialogs { get; private set; } = new();

    /// <summary>The calls that cross now: a snapshot, from any thread. Use each call on its own strand.</summary>
    public IReadOnlyCollection<Call> Calls => [.. _calls.Values];

    internal ContactMap Contacts => _contacts!;

    internal bool IsStopping => _drained is not null;

    internal ICallObserver Observers => _observers!;

    internal ILogger Logger { get; private set; } = Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    /// <inheritdoc/>
    public void Attach(SipServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        if (_server is not null) throw new InvalidOperationException("The pass-through is part of a server already.");
        _server = server;
        Logger = server.Options.LoggerFactory.CreateLogger<PassThrough>();
        _mirror ??= RegistrationMirror.Watch(new RegistrationMirrorOptions { Time = server.Time, LoggerFactory = server.Options.LoggerFactory });
        Dialogs = new DialogTable(server.Options.Limits.MaxDialogs);
        _contacts = new ContactMap(server.Transport, server.Options.Limits.MaxConnections);
        _observers = new CallObservers(Logger);
        foreach (var observer in _early) _observers.Add(observer);
        _early = [];
    }

    /// <summary>
    /// Whether a request was made by a pass-through in this process itself, not by a terminal behind it: then it has passed no other Via.
    /// For <c>AuthenticatorOptions.IsTrusted</c> of the proxy behind it, which would else challenge the calls that an application has the pass-through make.
    /// </summary>
    /// <param name="context">The request at the proxy.</param>
    /// <returns>True only for requests on an in-process connection, which nobody outside can use.</returns>
    public static bool IsOwnRequest(SipRequestContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Flow.IsInProcess && context.Request.Headers.Values(HeaderId.Via).Count == 1;
    }

    /// <summary>Adds an observer of all calls. Add observers before the server starts.</summary>
    /// <param name="observer">The observer.</param>
    public void Observe(ICallObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        if (_observers is null) _early.Add(observer);
        else _observers.Add(observer);
    }

    /// <summary>Finds the calls under a Call-ID, from any thread.</summary>
    /// <param name="sipCallId">The Call-ID.</param>
    /// <returns>The call; null when there is none.</returns>
    public Call? FindCall(string sipCallId) => _calls.FirstOrDefault(c => c.Key.CallId == sipCallId).Value;

    /// <summary>Finds a registered terminal and the way to it.</summary>
    /// <param name="addressOfRecord">Its address-of-record, as <see cref="SipUri.AddressOfRecord"/> gives it.</param>
    /// <param name="terminal">The terminal registered last among those whose flow is open; without one, the one registered last.</param>
    /// <returns>False when nobody is registered there, or the terminal cannot be reached.</returns>
    public bool TryGetTerminal(string addressOfRecord, [NotNullWhen(true)] out Terminal? terminal)
    {
        terminal = null;
        foreach (var binding in Mirror.Find(addressOfRecord).OrderByDescending(b => b.Registered))
        {
            if (binding.FlowToken is { } token && Server.Transport.TryGetFlow(token, out var flow))
            {
                terminal = new Terminal(binding, SipTarget.FromFlow(flow));
                return true;
            }

            if (terminal is null && ContactTarget(binding.Contact) is { } target) terminal = new Terminal(binding, target);
        }

        return terminal is not null;
    }

    /// <summary>A Contact for a dialog in which the pass-through is itself a user agent.</summary>
    /// <param name="token">The user part: a token of the caller's own.</param>
    /// <returns>A URI that leads here.</returns>
    public SipUri ContactFor(string token) => ContactMap.ContactUri(Server.Transport, token);

    /// <inheritdoc/>
    public ValueTask InvokeAsync(SipRequestContext context, SipRequestDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        // A call of our own to a terminal of ours crosses here as well: what belongs to the passage is not yet at its end.
        var token = PopOwnRoute(context.Request);
        var crosses = RouteRecord.IsPassageToken(token);
        if (!crosses && Dialogs.TryDispatch(context, out var handled)) return handled;
        if (RequestValidation.Check(context.Request) is { Status: not 0 } refusal)
        {
            Refuse(context, refusal.Status, refusal.Reason);
            return default;
        }

        if (crosses) return ForwardInDialogAsync(context, token!);
        if (IsForOwnLeg(context.Request))
        {
            // What comes for a leg of our own that is over leads nowhere else.
            context.Respond(context.Request.ToTag is null ? 404 : 481);
            return default;
        }

        if (context.Transaction is null) return ForwardPlainAsync(context, token);
        if (context.Request.Method == SipMethod.Register) return ForwardRegisterAsync(context);
        if (context.Request.Method == SipMethod.Invite && context.Request.ToTag is null) return OfferAsync(context, token);
        return token is null && IsForMe(context.Request) ? next(context) : ForwardPlainAsync(context, token);
    }

    /// <inheritdoc/>
    public void OnFlowClosed(Flow flow) => Contacts.Forget(flow);

    /// <inheritdoc/>
    public async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        _drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach (var call in _calls.Values) call.Strand.Post(static c => c.Clear("The server is stopping"), call);
        if (_calls.IsEmpty) return;
        await _drained.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The way to the next hop, for a request of the pass-through's own.</summary>
    internal ValueTask<SipTarget?> NextHopAsync() => _nextHop.TargetAsync(Server);

    internal string DeviceOf(Flow flow, SipUri from)
    {
        var claimed = from.AddressOfRecord;
        return Mirror.Find(claimed).Any(b => b.FlowToken == flow.Token) ? claimed : Mirror.FindByFlow(flow.Token)?.AddressOfRecord ?? claimed;
    }

    internal async ValueTask ForwardInviteAsync(Passage passage, InviteRelay relay)
    {
        var outgoing = ForwardedRequest.Create(passage.Invite);
        outgoing.RequestUri = passage.RequestUri;
        RouteRecord.Add(outgoing, HeaderId.RecordRoute, Server.Transport, passage.Token);
        var target = passage.Callee.Flow is { } flow ? SipTarget.FromFlow(flow) : await TargetAsync(passage.Direction, outgoing);
        if (target is not { } known) relay.Answer(Unreachable(passage.Invite, passage.Direction));
        else if (relay.SendOn(outgoing, known)) passage.Forwarded();
    }

    /// <summary>Sends a request of the pass-through's own down a leg.</summary>
    internal async Task<SipResponse> SendAsync(Leg leg, Dialogs.Dialog dialog, SipRequest request)
    {
        var response = await TargetAsync(leg, dialog.NextHop) is { } target ? await Server.SendAsync(request, target) : request.CreateResponse(503);
        if (!response.IsSuccess) PassThroughLog.OwnRequestRefused(Logger, request.Method.Name, request.CallId, response.StatusCode);
        return response;
    }

    internal async Task SendAckAsync(Leg leg, Dialogs.Dialog dialog, SipRequest ack)
    {
        if (await TargetAsync(leg, dialog.NextHop) is { } target) Server.Transactions.SendStateless(ack, target);
    }

    internal void Remove(Passage passage, bool mayComeAgain)
    {
        if (_passages.TryRemove(passage.Token, out _)) passage.Call.Remove(passage, mayComeAgain && _drained is null);
    }

    internal void Remove(Call call)
    {
        if (!_calls.TryRemove((call.SipCallId, call.CallerTag), out _)) return;
        Observers.OnCallEnded(call);
        if (_calls.IsEmpty) _drained?.TrySetResult();
    }

    private ValueTask OfferAsync(SipRequestContext context, string? flowToken)
    {
        var request = context.Request;
        if (_drained is not null || _passages.Count >= Server.Options.Limits.MaxDialogs)
        {
            PassThroughLog.Full(Logger, request.CallId, _passages.Count);
            var busy = context.CreateResponse(503);
            busy.Headers.Set(HeaderId.RetryAfter, ((int)Options.RetryAfter.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture));
            context.Respond(busy);
            return default;
        }

        var (direction, flow, uri, device) = Destination(request, flowToken);
        var callerTag = request.FromTag ?? "";
        var call = _calls.GetOrAdd((request.CallId, callerTag), static (key, owner) => new Call(owner, key.CallId, key.CallerTag, owner.Server.Strands.For(key.CallId)), this);
        var passage = new Passage(this, call, direction, context, RouteRecord.NewPassageToken()) { RequestUri = uri };
        passage.Callee.Flow = flow;
        passage.Callee.Device = device;
        _passages[passage.Token] = passage;
        call.Add(passage);
        return passage.OfferAsync();
    }

    /// <summary>Where an initial request goes: to a terminal when the way to it was given, else to the next hop.</summary>
    private (PassageDirection Direction, Flow? Flow, SipUri Uri, string Device) Destination(SipRequest request, string? flowToken)
    {
        if (Contacts.TryFind(request.RequestUri, out var original, out var flow))
            return (PassageDirection.ToTerminal, flow, original, Mirror.FindByFlow(flow.Token)?.AddressOfRecord ?? request.To.Uri.AddressOfRecord);
        if (flowToken is null) return (PassageDirection.FromTerminal, null, request.RequestUri, request.RequestUri.AddressOfRecord);
        Server.Transport.TryGetFlow(flowToken, out flow);
        return (PassageDirection.ToTerminal, flow, request.RequestUri, DeviceBehind(flowToken, request));
    }

    private string DeviceBehind(string flowToken, SipRequest request)
    {
        var dialled = request.To.Uri.AddressOfRecord;
        var bindings = Mirror.Find(dialled);
        return bindings.Any(b => b.FlowToken == flowToken) ? dialled : Mirror.FindByFlow(flowToken)?.AddressOfRecord ?? dialled;
    }

    private async ValueTask ForwardInDialogAsync(SipRequestContext context, string token)
    {
        var request = context.Request;
        if (!_passages.TryGetValue(token, out var passage) || passage.Call.SipCallId != request.CallId || passage.Match(request, out var fromCaller) is not { } pair)
        {
            context.Respond(481);
            return;
        }

        var (from, to) = fromCaller ? (passage.Caller, passage.Callee) : (passage.Callee, passage.Caller);
        if (!(fromCaller ? pair.Caller : pair.Callee).TryAcceptRequest(request, out var refusal))
        {
            context.Respond(refusal);
            return;
        }

        var outgoing = ForwardedRequest.Create(request);
        pair.Renumber(outgoing, fromCaller);
        if (context.Transaction is null)
        {
            if (await TargetAsync(to, ForwardedRequest.TakeNextHop(outgoing)) is { } there) Server.Transactions.SendStateless(outgoing, there);
            if (fromCaller) passage.Confirmed();
            return;
        }

        if (request.Method == SipMethod.Bye) passage.Ended(pair, from);
        else passage.Observers.OnRequest(passage, from, request);
        var relay = new DialogRelay(this, passage, pair, from, context.Transaction);
        if (await TargetAsync(to, ForwardedRequest.TakeNextHop(outgoing)) is { } target) relay.Send(outgoing, target);
        else relay.Answer(Unreachable(request, to.Flow is null ? PassageDirection.FromTerminal : PassageDirection.ToTerminal));
    }

    private async ValueTask ForwardRegisterAsync(SipRequestContext context)
    {
        var outgoing = ForwardedRequest.Create(context.Request);
        IReadOnlyList<RewrittenContact>? rewritten = [];
        if (Options.RegistrationMode == RegistrationMode.Path) RouteRecord.Add(outgoing, HeaderId.Path, Server.Transport, context.Flow.Token);
        else if ((rewritten = Contacts.Rewrite(outgoing)) is null)
        {
            context.Respond(400, "Malformed Contact");
            return;
        }

        var relay = new RegisterRelay(this, context.Transaction!, context.Flow, rewritten);
        if (await _nextHop.TargetAsync(Server) is { } target) relay.Send(outgoing, target);
        else relay.Answer(Unreachable(context.Request, PassageDirection.FromTerminal));
    }

    /// <summary>A request outside the calls: to the terminal behind the flow that its Route names, or else onward. Record-Route keeps what it begins on this path (RFC 5626 section 5.3).</summary>
    private async ValueTask ForwardPlainAsync(SipRequestContext context, string? flowToken)
    {
        var request = context.Request;
        var outgoing = ForwardedRequest.Create(request);
        Flow? flow = null;
        if (Contacts.TryFind(request.RequestUri, out var original, out var known))
            (outgoing.RequestUri, flow) = (original, known);
        else if (flowToken is not null && flowToken != context.Flow.Token && !Server.Transport.TryGetFlow(flowToken, out flow))
            flow = null;

        if (request.ToTag is null) RouteRecord.Add(outgoing, HeaderId.RecordRoute, Server.Transport, (flow ?? context.Flow).Token);
        // What a terminal addresses in a dialog that is not known here goes where all it sends goes, not where its Request-URI points.
        var isRouted = request.ToTag is not null && (flowToken is not null || outgoing.Headers.Contains(HeaderId.Route));
        var direction = flow is null && flowToken is null ? PassageDirection.FromTerminal : PassageDirection.ToTerminal;
        SipTarget? target = flow is not null ? SipTarget.FromFlow(flow)
            : isRouted ? await Server.ResolveAsync(ForwardedRequest.TakeNextHop(outgoing))
            : await TargetAsync(direction, outgoing);
        if (context.Transaction is null)
        {
            if (target is { } there) Server.Transactions.SendStateless(outgoing, there);
            return;
        }

        var relay = new Relay(this, context.Transaction);
        if (target is { } to) relay.Send(outgoing, to);
        else relay.Answer(Unreachable(request, direction));
    }

    private async ValueTask<SipTarget?> TargetAsync(PassageDirection direction, SipRequest outgoing) =>
        direction == PassageDirection.FromTerminal ? await _nextHop.TargetAsync(Server) : await Server.ResolveAsync(ForwardedRequest.TakeNextHop(outgoing));

    /// <summary>The way to a leg: its terminal's flow, or the flow on which that terminal has registered since, or the URI.</summary>
    private async ValueTask<SipTarget?> TargetAsync(Leg leg, SipUri nextHop)
    {
        if (leg.Flow is { IsClosed: false } flow) return SipTarget.FromFlow(flow);
        if (leg.Flow is not null && TryGetTerminal(leg.Device, out var terminal)) return terminal.Target;
        return await Server.ResolveAsync(nextHop);
    }

    private SipTarget? ContactTarget(SipUri contact) =>
        IPAddress.TryParse(contact.Host.AsSpan().Trim("[]"), out var address) && !Server.Transport.IsLocal(contact.Host, contact.Port)
            ? SipTarget.FromEndPoint(new IPEndPoint(address, contact.Port ?? StaticResolver.DefaultPort))
            : (SipTarget?)null;

    private SipResponse Unreachable(SipRequest request, PassageDirection direction)
    {
        var response = direction == PassageDirection.ToTerminal
            ? request.CreateResponse(480, "Terminal Unreachable", SipTokens.NewTag())
            : request.CreateResponse(503, "Next Hop Unreachable", SipTokens.NewTag());
        PassThroughLog.NoWayOn(Logger, request.Method.Name, request.RequestUri.ToString(), request.CallId, response.StatusCode);
        return response;
    }

    /// <summary>Takes this server's own entry off the Route and returns its token: "" when it has none, null when there was no own entry.</summary>
    private string? PopOwnRoute(SipRequest request)
    {
        if (!request.TryGetRoutes(out var routes) || routes.Count == 0) return null;
        var uri = routes[0].Uri;
        if (!ForwardedRequest.IsOwn(uri, Server.Transport)) return null;
        request.Headers.RemoveFirstValue(HeaderId.Route);
        return string.IsNullOrEmpty(uri.User) ? null : uri.User;
    }

    private static void Refuse(SipRequestContext context, int status, string? reason)
    {
        var refusal = context.CreateResponse(status, reason);
        if (status == 420) refusal.Headers.Set(HeaderId.Unsupported, string.Join(", ", context.Request.Headers.Values(HeaderId.ProxyRequire)));
        context.Respond(refusal);
    }

    private static InvalidOperationException NotAttached() => new("The pass-through is not part of a server yet: add it with Use, then Build.");

    private bool IsForMe(SipRequest request) =>
        string.IsNullOrEmpty(request.RequestUri.User) && ForwardedRequest.IsOwn(request.RequestUri, Server.Transport);

    private bool IsForOwnLeg(SipRequest request) =>
        RouteRecord.IsOwnLegToken(request.RequestUri.User) && ForwardedRequest.IsOwn(request.RequestUri, Server.Transport);
}
