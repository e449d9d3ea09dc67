using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SipCti.Messages;
using SipCti.Registration;
using SipCti.Server;

namespace SipCti.Proxying;

/// <summary>
/// A stateful proxy (RFC 3261 section 16): it finds the registered terminals of the dialled address, or translates the address first,
/// forwards the request to all of them, stays on the path of the dialog, and sends the best response back.
/// Put it behind the registrar, and behind the authenticator if there is one.
/// </summary>
public sealed class Proxy : ISipComponent
{
    private readonly IRegistrationLookup _table;
    private readonly IAddressTranslator? _translator;
    private readonly ReadOnlyMemory<byte> _routeKey;
    private ActiveRequests? _active;
    private TargetSelector? _selector;
    private Func<SipUri, bool>? _isOwnRoute;
    private SipServer? _server;
    private SipUri? _ownUri;

    /// <summary>A proxy over a registration table.</summary>
    /// <param name="table">Where terminals are registered.</param>
    /// <param name="translator">Translates dialled addresses; null for none. A <see cref="DialPlan"/> is one.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option has a wrong value; the message names it.</exception>
    public Proxy(IRegistrationLookup table, IAddressTranslator? translator = null, ProxyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        Options = options ?? new ProxyOptions();
        Options.Validate();
        _table = table;
        _translator = translator;
        _routeKey = Options.RouteKey.IsEmpty ? RandomNumberGenerator.GetBytes(32) : Options.RouteKey;
    }

    /// <inheritdoc/>
    public IReadOnlyList<SipMethod> Methods { get; } =
    [
        SipMethod.Invite, SipMethod.Ack, SipMethod.Bye, SipMethod.Cancel, SipMethod.Options, SipMethod.Refer, SipMethod.Notify, SipMethod.Subscribe,
        SipMethod.Info, SipMethod.Update, SipMethod.Prack, SipMethod.Message, SipMethod.Publish,
    ];

    internal ProxyOptions Options { get; }

    internal ILogger Logger { get; private set; } = NullLogger.Instance;

    private SipServer Server => _server ?? throw new InvalidOperationException("The proxy is not part of a server.");

    // Fixed only once the server listens.
    private SipUri OwnUri => _ownUri ??= ForwardedRequest.OwnUri(Server.Transport);

    /// <inheritdoc/>
    public void Attach(SipServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        _server = server;
        Logger = server.Options.LoggerFactory.CreateLogger<Proxy>();
        _active = new ActiveRequests(server.Strands);
        var domains = new ServedDomains(Options.Domains, server.Transport);
        _isOwnRoute = domains.NameServer;
        _selector = new TargetSelector(_table, _translator, Options, domains);
    }

    /// <inheritdoc/>
    public ValueTask InvokeAsync(SipRequestContext context, SipRequestDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        return context.Transaction is null ? AcknowledgeAsync(context, next) : ForwardAsync(context, next);
    }

    /// <inheritdoc/>
    public ValueTask DrainAsync(CancellationToken cancellationToken) => _active is { } active ? active.DrainAsync(cancellationToken) : default;

    internal void Remove(ResponseContext request) => _active!.Remove(request);

    /// <summary>Keeps the proxy on the path of the dialog that a request may make.</summary>
    // RFC 3261 16.6 step 4; RFC 6665 section 4.4.1 for SUBSCRIBE and NOTIFY, RFC 3515 for REFER. Inside a dialog too, for the end that lost its state.
    internal void RecordRoute(SipRequest request, DialogRoute route)
    {
        var method = request.Method;
        if (method == SipMethod.Invite || method == SipMethod.Subscribe || method == SipMethod.Refer || method == SipMethod.Notify)
            ForwardedRequest.RecordRoute(request, OwnUri, route.ToParameter(_routeKey.Span, request.CallId));
    }

    private async ValueTask ForwardAsync(SipRequestContext context, SipRequestDelegate next)
    {
        var request = context.Request;
        var transaction = context.Transaction!;
        if (!TryPrepare(context, out var prepared, out var route)) return;

        var responses = new ResponseContext(this, context, transaction, Server.Strands.For(request.CallId));
        var selection = await _selector!.SelectAsync(context, prepared, route, _translator is null ? CancellationToken.None : responses.CallerGone);
        if (responses.IsAnswered) return;
        if (selection.Targets is { } targets)
        {
            if (!_active!.TryAdd(responses))
            {
                Refuse(context, 503, "Service Unavailable - Server Is Stopping");
                return;
            }

            responses.Forward(prepared, targets);
        }
        else if (selection.Returned is { } translation)
        {
            Return(context, translation);
        }
        else if (selection.Status != 0)
        {
            Refuse(context, selection.Status, selection.Reason);
        }
        else
        {
            transaction.User = null;
            await next(context);
        }
    }

    /// <summary>The ACK of a 2xx is forwarded without a transaction (RFC 3261 section 16.11), to one target.</summary>
    private async ValueTask AcknowledgeAsync(SipRequestContext context, SipRequestDelegate next)
    {
        if (!TryPrepare(context, out var prepared, out var route)) return;
        var selection = await _selector!.SelectAsync(context, prepared, route, CancellationToken.None);
        if (selection.Targets is { } targets) await AcknowledgeAsync(prepared, targets.TakeGroup()[0]);
        else if (selection.Status != 0) ProxyLog.AckDropped(Logger, context.Request.CallId, selection.Reason ?? "no target");
        else await next(context);
    }

    private async ValueTask AcknowledgeAsync(SipRequest ack, ForwardingTarget target)
    {
        if (await TargetRouting.RouteAsync(Server, ack, target) is { } way) Server.Transactions.SendStateless(ack, way);
        else ProxyLog.AckDropped(Logger, ack.CallId, "the next hop has no address");
    }

    /// <summary>Validates a request and makes the copy to be sent on, with its Route processed (RFC 3261 sections 16.3 and 16.4). Refuses what may not be sent on.</summary>
    private bool TryPrepare(SipRequestContext context, out SipRequest prepared, out DialogRoute? route)
    {
        var request = prepared = context.Request;
        route = null;
        var (status, reason) = RequestValidation.Check(request);
        if (status != 0)
        {
            Refuse(context, status, reason);
            return false;
        }

        prepared = ForwardedRequest.Create(request);
        if (!ForwardedRequest.TryTakeOwnRoutes(prepared, _isOwnRoute!, out var own))
            Refuse(context, 400, "Bad Request - Malformed Route");
        else if (!RequestValidation.KnowsScheme(prepared.RequestUri))
            Refuse(context, 416);
        else if (_active!.HasLooped(request, Server))
            Refuse(context, 482);
        else if (request.ToTag is not null && own is not null && (route = ReadRoute(own, request.CallId)) is null && !_selector!.MayRelay(context))
            Refuse(context, 403, "Forbidden - Not a Dialog of This Proxy");
        else
            return true;
        return false;
    }

    private DialogRoute? ReadRoute(SipUri own, string callId) => DialogRoute.TryRead(own, _routeKey.Span, callId, out var route) ? route : null;

    private void Refuse(SipRequestContext context, int status, string? reason = null)
    {
        var request = context.Request;
        if (status == 403) ProxyLog.RelayRefused(Logger, request.Method.Name, request.RequestUri.ToString(), request.CallId, context.Flow.RemoteEndPoint, reason);
        else ProxyLog.Refused(Logger, request.Method.Name, request.RequestUri.ToString(), request.CallId, status, reason);

        // RFC 3261 16.3 step 3: an OPTIONS whose hops are used up was meant for whoever it reached.
        var response = context.CreateResponse(status == 483 && request.Method == SipMethod.Options ? 200 : status, reason);
        if (response.StatusCode == 200) response.Headers.Set(HeaderId.Allow, string.Join(", ", Methods.Select(m => m.Name)));
        if (status == 420) response.Headers.Set(HeaderId.Unsupported, string.Join(", ", request.Headers.Values(HeaderId.ProxyRequire)));
        context.Respond(response);
    }

    private static void Return(SipRequestContext context, AddressTranslation translation)
    {
        var response = context.CreateResponse(translation.StatusCode);
        var hasOrder = translation.Addresses.Any(a => !a.Q.Equals(1.0));
        foreach (var address in translation.Addresses)
        {
            var contact = new NameAddr(address.Uri);
            if (hasOrder) contact = contact.WithParameter("q", address.Q.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture));
            response.Headers.Append(HeaderId.Contact, contact.ToString());
        }

        context.Respond(response);
    }
}
