using Microsoft.Extensions.Logging;
using SipCti.Messages;
using SipCti.Strands;
using SipCti.Transactions;
using SipCti.Transport;

namespace SipCti.Server;

/// <summary>
/// A SIP server: transport, transactions and a pipeline of components. Make one with <see cref="Create"/>, start it with <see cref="StartAsync"/>,
/// stop it by disposing it or with <see cref="StopAsync"/>.
/// </summary>
public sealed class SipServer : IAsyncDisposable, ITransactionUser
{
    private readonly ISipComponent[] _components;
    private readonly RequestPipeline _pipeline;
    private readonly TimingWheel _wheel;
    private readonly ILogger _logger;
    private readonly Lock _stopping = new();
    private Task? _stopped;

    internal SipServer(SipServerOptions options, ISipComponent[] components)
    {
        Options = options;
        _components = components;
        _logger = options.LoggerFactory.CreateLogger<SipServer>();
        _wheel = new TimingWheel(options.Time);
        Strands = new StrandTable(options.StrandCount, _wheel, options.LoggerFactory.CreateLogger<Strand>(), options.Quiescence);
        Transport = new TransportLayer(
            new TransportOptions
            {
                Limits = options.Limits,
                Strictness = options.Strictness,
                Links = options.Links,
                Time = options.Time,
                LoggerFactory = options.LoggerFactory,
                Quiescence = options.Quiescence,
                AdvertisedHost = options.AdvertisedHost,
                AcceptAlias = options.AcceptAlias,
                Tap = options.Tap,
            },
            _wheel);
        Transactions = new TransactionLayer(Transport, Strands, options.Timers, options.Limits, options.LoggerFactory);
        _pipeline = new RequestPipeline(components);
        foreach (var component in components) component.Attach(this);
    }

    /// <summary>The options that the server was built with.</summary>
    public SipServerOptions Options { get; }

    /// <summary>The connections.</summary>
    public TransportLayer Transport { get; }

    /// <summary>The transactions.</summary>
    public TransactionLayer Transactions { get; }

    /// <summary>The strands on which calls run.</summary>
    public StrandTable Strands { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time => Options.Time;

    /// <summary>Begins a server.</summary>
    /// <param name="configure">Sets the options; null for the defaults.</param>
    /// <returns>A builder that takes the components.</returns>
    public static SipServerBuilder Create(Action<SipServerOptions>? configure = null)
    {
        var options = new SipServerOptions();
        configure?.Invoke(options);
        return new SipServerBuilder(options);
    }

    /// <summary>Listens, then starts the components.</summary>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <returns>Completes when the server is ready.</returns>
    /// <exception cref="System.Net.Sockets.SocketException">An address cannot be listened on.</exception>
    public async ValueTask StartAsync(CancellationToken cancellationToken = default)
    {
        Transactions.Start(this);
        Transport.Start(Transactions);
        foreach (var endPoint in Options.ListenEndPoints)
            ServerLog.Listening(_logger, await Transport.ListenAsync(endPoint, cancellationToken).ConfigureAwait(false));
        foreach (var component in _components) await component.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops: components end what they have going on, queued messages leave, connections close. Safe to call more than once; each call waits for the end.</summary>
    /// <param name="cancellationToken">Cuts the draining short.</param>
    /// <returns>Completes when all is closed.</returns>
    public async ValueTask StopAsync(CancellationToken cancellationToken = default)
    {
        Task stopped;
        lock (_stopping) stopped = _stopped ??= Stop(cancellationToken);
        await stopped.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => StopAsync();

    /// <summary>Where a request for a URI is to be sent: an open flow to that server if there is one, else its address.</summary>
    /// <param name="nextHop">The first Route or the Request-URI.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>The target; null when the URI leads nowhere that this server can reach.</returns>
    public async ValueTask<SipTarget?> ResolveAsync(SipUri nextHop, CancellationToken cancellationToken = default)
    {
        var addresses = await Options.Resolver.ResolveAsync(nextHop, cancellationToken);
        foreach (var address in addresses)
            if (Transport.TryGetFlow(address, out var flow)) return SipTarget.FromFlow(flow);
        return addresses.Count > 0 ? SipTarget.FromEndPoint(addresses[0]) : (SipTarget?)null;
    }

    /// <summary>Sends a request and waits for its final response. For code that is itself a user agent; call it on the strand of the request's Call-ID, the await comes back there.</summary>
    /// <param name="request">The request, without this server's Via. It belongs to its transaction from here on.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="onProvisional">Told of each provisional response, on the strand; null for none.</param>
    /// <param name="cancellationToken">Cancels an INVITE with CANCEL (RFC 3261 section 9.1); other requests run on.</param>
    /// <returns>The final response. A timeout becomes a 408 and a transport failure a 503 (section 8.1.3.1). The ACK to a 2xx is the caller's.</returns>
    public async Task<SipResponse> SendAsync(SipRequest request, SipTarget target, Action<SipResponse>? onProvisional = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var pending = new PendingRequest(onProvisional);
        var strand = Transactions.StrandFor(request);
        var transaction = Transactions.Send(request, target, pending);
        await using var _ = request.Method == SipMethod.Invite
            ? cancellationToken.Register(() => strand.Post(static t => t.Cancel(), transaction))
            : default;
        return await pending.Final;
    }

    void ITransactionUser.OnRequest(SipRequest request, Flow flow, ServerTransaction? transaction)
    {
        var context = new SipRequestContext(this, request, flow, transaction);
        ValueTask chain;
        try
        {
            chain = _pipeline.InvokeAsync(context);
            if (chain.IsCompletedSuccessfully) return;
        }
        catch (Exception e)
        {
            Failed(context, e);
            return;
        }

        _ = Finish(context, chain);
    }

    void ITransactionUser.OnStrayResponse(Flow flow, SipResponse response) => ServerLog.StrayResponse(_logger, response.StatusCode, response.CallId);

    void ITransactionUser.OnFlowClosed(Flow flow)
    {
        foreach (var component in _components) component.OnFlowClosed(flow);
    }

    private async Task Finish(SipRequestContext context, ValueTask chain)
    {
        try
        {
            await chain;
        }
        catch (Exception e)
        {
            Failed(context, e);
        }
    }

    private void Failed(SipRequestContext context, Exception exception)
    {
        ServerLog.ComponentFailed(_logger, exception, context.Request.Method.Name, context.Request.CallId);
        if (context.Transaction is { HasFinalResponse: false }) context.Respond(500);
    }

    private async Task Stop(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Options.DrainTimeout, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        for (var i = _components.Length - 1; i >= 0; i--)
        {
            try
            {
                await _components[i].DrainAsync(either.Token).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                ServerLog.DrainFailed(_logger, e, _components[i].GetType().Name);
            }
        }

        await Transport.DrainAsync(either.Token).ConfigureAwait(false);
        await Transport.DisposeAsync().ConfigureAwait(false);
        _wheel.Dispose();
    }
}
