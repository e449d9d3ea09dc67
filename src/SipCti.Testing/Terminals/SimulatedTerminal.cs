using System.Net;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SipCti.Messages;
using SipCti.Server;
using SipCti.Strands;
using SipCti.Transport;

namespace SipCti.Testing;

/// <summary>
/// A SIP user agent for tests and demonstrations: registers with digest, makes and takes calls, obeys REFER, keeps a log of its messages.
/// It speaks real SIP over TCP (or an <see cref="InMemoryNetwork"/>), but no media flows. It may be used from any thread.
/// </summary>
/// <remarks>
/// Disposing it pulls its plug: connections close, nobody is told. <see cref="StopAsync"/> hangs up and unregisters first.
/// </remarks>
public sealed class SimulatedTerminal : IAsyncDisposable
{
    private readonly SipServer _server;
    private readonly TerminalRegistration _registration;
    private readonly MessageLog _log;
    private readonly Lock _gate = new();
    private readonly List<SimulatedCall> _calls = [];
    private readonly Channel<SimulatedCall> _incoming = Channel.CreateUnbounded<SimulatedCall>();
    private readonly Channel<SimulatedCall> _referred = Channel.CreateUnbounded<SimulatedCall>();

    /// <summary>Makes a terminal. It does nothing before <see cref="StartAsync"/>.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">An option has a wrong value; the message names it.</exception>
    public SimulatedTerminal(SimulatedTerminalOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var addressOfRecord = Parse(options.AddressOfRecord, nameof(options.AddressOfRecord));
        if (string.IsNullOrEmpty(addressOfRecord.User))
            throw new ArgumentException($"{nameof(options.AddressOfRecord)} '{addressOfRecord}' has no user part.", nameof(options));
        if (options.Expires < TimeSpan.FromSeconds(1))
            throw new ArgumentException($"{nameof(options.Expires)} must be 1 second or more, not {options.Expires}.", nameof(options));
        if (options.RetryInterval <= TimeSpan.Zero)
            throw new ArgumentException($"{nameof(options.RetryInterval)} must be positive, not {options.RetryInterval}.", nameof(options));
        Answer = options.Answer;
        RefuseRefer = options.RefuseRefer;
        _log = new MessageLog(options.Time, options.Tap);
        var dialogs = new DialogTable();
        _server = SipServer.Create(o =>
        {
            o.ListenTcp(options.Listen);
            o.Links = options.Links;
            o.Time = options.Time;
            o.Timers = options.Timers;
            o.Quiescence = options.Quiescence;
            o.LoggerFactory = options.LoggerFactory;
            o.Tap = _log;
            o.ServerName = options.UserAgent;
            o.StrandCount = 16;
        }).Use(dialogs).Use(new TerminalUserAgent(this)).Build();
        Stack = new TerminalStack(
            options, addressOfRecord, ProxyOf(options.OutboundProxy), _server, dialogs, options.LoggerFactory.CreateLogger<SimulatedTerminal>());
        _registration = new TerminalRegistration(Stack);
    }

    /// <summary>The address-of-record.</summary>
    public SipUri AddressOfRecord => Stack.AddressOfRecord;

    /// <summary>The Contact: where the terminal itself is. Valid once it is started.</summary>
    public SipUri Contact => Stack.Contact.Uri;

    /// <summary>What it does with the next incoming calls.</summary>
    public TerminalAnswer Answer
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            Volatile.Write(ref field, value);
        }
    }

    /// <summary>The status with which it refuses the next REFERs, 400 to 699; null: it obeys.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The status is out of range.</exception>
    public int? RefuseRefer
    {
        get;
        set
        {
            if (value is < 400 or > 699) throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(RefuseRefer)} must be from 400 to 699.");
            field = value;
        }
    }

    /// <summary>Whether its last REGISTER succeeded and the connection on which it went still stands.</summary>
    public bool IsRegistered => _registration.IsRegistered;

    /// <summary>Every message that it sent or received, in order.</summary>
    public IReadOnlyList<LoggedMessage> Log => _log.Messages;

    /// <summary>All calls so far, the oldest first.</summary>
    public IReadOnlyList<SimulatedCall> Calls
    {
        get
        {
            lock (_gate) return [.. _calls];
        }
    }

    /// <summary>A call begins, incoming or outgoing. Raised on the call's strand, before an incoming one rings; the handler must not block.</summary>
    public event EventHandler<SimulatedCall>? CallBegun;

    internal TerminalStack Stack { get; }

    /// <summary>Listens, and registers if it is to.</summary>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <returns>Completes when the terminal is registered.</returns>
    /// <exception cref="SimulatedTerminalException">The registration failed; the message tells the answer.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await _server.StartAsync(cancellationToken).ConfigureAwait(false);
        if (Stack.Options.Register) await RegisterAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Registers now, and from then on before every expiry.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Completes when the terminal is registered.</returns>
    /// <exception cref="SimulatedTerminalException">The registration failed; the message tells the answer.</exception>
    public async Task RegisterAsync(CancellationToken cancellationToken = default) =>
        Demand(await _registration.BeginAsync().WaitAsync(cancellationToken).ConfigureAwait(false), "register");

    /// <summary>Takes the registration back and does not renew it.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Completes when the terminal is not registered any more.</returns>
    /// <exception cref="SimulatedTerminalException">The registrar refused; the message tells the answer.</exception>
    public async Task UnregisterAsync(CancellationToken cancellationToken = default) =>
        Demand(await _registration.EndAsync().WaitAsync(cancellationToken).ConfigureAwait(false), "unregister");

    /// <summary>Calls somebody. The call's own methods tell how it goes on.</summary>
    /// <param name="uri">Whom: <c>sip:bob@pbx.example</c>, with parameters and headers as wanted; a bare user means one of the terminal's own domain.</param>
    /// <returns>The call, its INVITE under way.</returns>
    /// <exception cref="ArgumentException">The URI cannot be called.</exception>
    public async Task<SimulatedCall> CallAsync(string uri)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(uri);
        var full = uri.Contains(':', StringComparison.Ordinal) ? uri : $"sip:{uri}@{AddressOfRecord.Host}";
        var leg = OutgoingLeg.To(this, new ReferTarget(Parse(full, nameof(uri)), [], null), isReferred: false);
        await leg.Strand.RunAsync(() =>
        {
            Dial(leg, waiting: null);
            return Task.CompletedTask;
        }).ConfigureAwait(false);
        return leg.Call;
    }

    /// <summary>Waits for the next incoming call that no earlier wait has returned.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The call.</returns>
    public ValueTask<SimulatedCall> WaitForCallAsync(CancellationToken cancellationToken = default) => _incoming.Reader.ReadAsync(cancellationToken);

    /// <summary>Waits for the next call that a REFER makes the terminal place and that no earlier wait has returned.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The call.</returns>
    public ValueTask<SimulatedCall> WaitForReferredCallAsync(CancellationToken cancellationToken = default) => _referred.Reader.ReadAsync(cancellationToken);

    /// <summary>Hangs up every call, unregisters, and closes.</summary>
    /// <returns>Completes when all is closed.</returns>
    public async Task StopAsync()
    {
        foreach (var call in Calls) await call.HangUpAsync().ConfigureAwait(false);
        if (IsRegistered) await _registration.EndAsync().ConfigureAwait(false);
        await DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Closes all connections without telling anybody.</summary>
    /// <returns>Completes when all is closed.</returns>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    internal void Receive(SipRequestContext context)
    {
        var leg = new IncomingLeg(this, context);
        if (!leg.Begin()) return;
        Announce(leg.Call, _incoming);
        leg.Treat(Answer);
    }

    internal void PlaceReferredCall(ReferTarget target, Action<SimulatedCall> follow)
    {
        var leg = OutgoingLeg.To(this, target, isReferred: true);
        follow(leg.Call);
        leg.Strand.Post(() => Dial(leg, _referred));
    }

    internal void OnFlowClosed(Flow flow) => _registration.OnFlowClosed(flow);

    private void Dial(OutgoingLeg leg, Channel<SimulatedCall>? waiting)
    {
        Announce(leg.Call, waiting);
        Stack.Run(leg.Strand, leg.DialAsync);
    }

    private void Announce(SimulatedCall call, Channel<SimulatedCall>? waiting)
    {
        lock (_gate) _calls.Add(call);
        waiting?.Writer.TryWrite(call);
        CallBegun?.Invoke(this, call);
    }

    private void Demand(SipResponse response, string what)
    {
        if (!response.IsSuccess)
            throw new SimulatedTerminalException($"{AddressOfRecord} could not {what}: {response.StatusCode} {response.ReasonPhrase}.");
    }

    private static SipUri Parse(string text, string name) =>
        SipUri.TryParse(text, out var uri) && uri.IsSip ? uri : throw new ArgumentException($"{name} '{text}' is not a sip URI.", name);

    private static SipUri ProxyOf(string text) =>
        Parse(IPEndPoint.TryParse(text, out _) ? $"sip:{text};transport=tcp" : text, nameof(SimulatedTerminalOptions.OutboundProxy));
}
