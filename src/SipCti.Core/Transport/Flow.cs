using System.Net;
using SipCti.Messages;
using SipCti.Strands;

namespace SipCti.Transport;

/// <summary>
/// One connection to a peer, and the only way to it: whatever sessions it carries, a message for the peer goes down its
/// flow (RFC 5626). All members may be used from any thread at any time.
/// </summary>
public sealed class Flow : ISendQueueOwner
{
    /// <summary>How long a flow that is closed waits for the peer to take, and to end, what is under way.</summary>
    internal static readonly TimeSpan LingerTime = TimeSpan.FromSeconds(2);

    private readonly IFlowOwner _owner;
    private readonly ILink _link;
    private readonly SendQueue _sends;
    private readonly FlowReader _reader;
    private readonly FlowTimeouts _timeouts;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _closeReason;
    private volatile bool _linger;
    private volatile bool _hurry;

    internal Flow(IFlowOwner owner, ILink link, bool isAccepted, bool isInProcess)
    {
        _owner = owner;
        _link = link;
        IsAccepted = isAccepted;
        IsInProcess = isInProcess;
        Token = FlowToken.New();
        _sends = new SendQueue(link.Output, owner.Options.Limits.MaxPendingSendBytes, this, owner.Options.Quiescence);
        _timeouts = new FlowTimeouts(this, owner.Wheel, owner.Options.Limits);
        _reader = new FlowReader(this, owner, link.Input, _timeouts);
    }

    /// <summary>
    /// The name of this flow, 22 characters that are safe in the user part of a URI: 128 random bits, so that nobody who was not
    /// told it can guess it (RFC 5626 section 5.2). No other flow has or had it.
    /// </summary>
    public string Token { get; }

    /// <summary>This server's endpoint of the connection.</summary>
    public IPEndPoint LocalEndPoint => _link.LocalEndPoint;

    /// <summary>The peer's endpoint of the connection.</summary>
    public IPEndPoint RemoteEndPoint => _link.RemoteEndPoint;

    /// <summary>The transport as a Via header names it: <c>TCP</c>.</summary>
    public string Transport => _link.Transport;

    /// <summary>Whether the peer opened the connection.</summary>
    public bool IsAccepted { get; }

    /// <summary>Whether the peer is a server of this process (<see cref="TransportLayer.Join"/>).</summary>
    public bool IsInProcess { get; }

    /// <summary>Whether nothing can be sent any more. It never becomes false again.</summary>
    public bool IsClosed => Volatile.Read(ref _closeReason) is not null;

    /// <summary>Completes, and never fails, when the flow is closed and its connection released.</summary>
    public Task Closed => _closed.Task;

    internal SendQueue Sends => _sends;

    internal bool IsInMessage => _timeouts.IsInMessage;

    /// <summary>The strands on which something waits for what comes on this flow; kept by the floor above.</summary>
    internal StrandSet Watchers { get; } = new();

    /// <summary>Queues a message. The caller keeps the message: it is written out before this returns.</summary>
    /// <param name="message">The message.</param>
    /// <returns>Whether it was queued. A full queue closes the flow.</returns>
    public SendResult Send(SipMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);

        // One that came without it, as a datagram may, would end nowhere on a stream (RFC 3261 section 18.3).
        message.EnsureContentLength();

        // Before it can leave: a tap must not be shown the answer before the request.
        if (_owner.Options.Tap is { } tap && !IsClosed)
            Observe(tap, message);
        var result = _sends.Send(message);
        if (result == SendResult.Queued)
            TransportMetrics.MessageSent(message);
        return CloseOnOverflow(result);
    }

    /// <summary>Closes the flow: what is queued still goes out, what comes is no longer read.</summary>
    /// <param name="reason">Why, in a few words for a log.</param>
    public void Close(string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        _linger = _link is not InMemoryLink;
        BeginClosing(reason);
        _link.Input.CancelPendingRead();
    }

    void ISendQueueOwner.OnSent(int bytes)
    {
        _timeouts.OnSent();
        TransportMetrics.BytesSent(bytes);
    }

    void ISendQueueOwner.OnSendFailed(string reason) => Abort($"sending failed: {reason}");

    /// <summary>Queues what is no message: a keep-alive, the answer to a malformed message.</summary>
    internal SendResult SendBytes(ReadOnlySpan<byte> bytes) => CloseOnOverflow(_sends.Send(bytes));

    /// <summary>Closes the flow at once: what is queued is lost.</summary>
    internal void Abort(string reason)
    {
        BeginClosing(reason);
        _link.Abort();
    }

    /// <summary>Has no patience: a flow that is closed, and waits for its peer, waits no longer.</summary>
    internal void Hurry()
    {
        _hurry = true;
        if (!_sends.IsIdle)
            _link.Abort();
        else
            _link.Input.CancelPendingRead();
    }

    /// <summary>
    /// Begins to read, on another thread: the caller may hold a lock or be on a strand, and messages may be there already.
    /// Nothing of the caller's context comes along, since the connection outlives whatever it was opened for.
    /// </summary>
    internal void Start()
    {
        _timeouts.Begin(IsAccepted, IsInProcess);
        ThreadPool.UnsafeQueueUserWorkItem(static flow => _ = flow.RunAsync(), this, preferLocal: false);
    }

    /// <summary>Lives the life of the connection, to its end. Never fails; <see cref="Closed"/> waits for it.</summary>
    private async Task RunAsync()
    {
        var end = await _reader.ReadAsync().ConfigureAwait(false);
        BeginClosing(end);
        _reader.TellClosed(_closeReason!);
        _owner.Options.Quiescence?.Exit();

        try
        {
            await ReleaseAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // A link that cannot even be released must not keep its flow in the tables; it is logged.
            TransportLog.ReleaseFailed(_owner.Logger, RemoteEndPoint, exception);
        }

        _owner.OnClosed(this);
        _closed.SetResult();
    }

    internal void OnLingerTimeout() => _link.Abort();

    private async ValueTask ReleaseAsync()
    {
        _timeouts.BeginLinger();
        await _sends.WhenIdleAsync().ConfigureAwait(false);
        if (_linger && !_hurry)
        {
            // The peer may be sending still, and a socket that is closed with unread bytes resets the connection: the
            // peer would lose what was sent to it last (RFC 1122 section 4.2.2.13). So we read until it has ended too.
            await _link.Output.CompleteAsync().ConfigureAwait(false);
            await _reader.DiscardAsync(() => !_hurry).ConfigureAwait(false);
        }

        _timeouts.End();
        await _link.DisposeAsync().ConfigureAwait(false);
    }

    private SendResult CloseOnOverflow(SendResult result)
    {
        if (result == SendResult.Overflow)
        {
            TransportLog.SendOverflow(_owner.Logger, RemoteEndPoint, _owner.Options.Limits.MaxPendingSendBytes);
            Abort("the peer does not take what it is sent");
        }

        return result;
    }

    private void BeginClosing(string reason)
    {
        // Until the user has been told, the closing is work in progress.
        _owner.Options.Quiescence?.Enter();
        if (Interlocked.CompareExchange(ref _closeReason, reason, null) is not null)
        {
            _owner.Options.Quiescence?.Exit();
            return;
        }

        _sends.Close();
        _owner.OnClosing(this);
        TransportLog.FlowClosed(_owner.Logger, Token, RemoteEndPoint, reason);    }

    private void Observe(IMessageTap tap, SipMessage message)
    {
        try
        {
            tap.OnSent(this, message);
        }
        catch (Exception exception)
        {
            // An observer must not change what is observed; its exception is logged.
            TransportLog.TapFailed(_owner.Logger, exception);
        }
    }
}
