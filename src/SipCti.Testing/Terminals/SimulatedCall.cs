using SipCti.Messages;
using SipCti.Strands;

namespace SipCti.Testing;

/// <summary>
/// A call of a <see cref="SimulatedTerminal"/>, incoming or outgoing. It may be used from any thread; what it asks of the terminal is done on
/// the call's own strand.
/// </summary>
public sealed class SimulatedCall
{
    private readonly CallLeg _leg;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _ringing = NewSignal();
    private readonly TaskCompletionSource _connected = NewSignal();
    private readonly TaskCompletionSource _ended = NewSignal();
    private SimulatedCallState _state;

    internal SimulatedCall(CallLeg leg, SipRequest invite, bool isIncoming, bool isReferred)
    {
        _leg = leg;
        Invite = invite.Clone();
        IsIncoming = isIncoming;
        IsReferred = isReferred;
    }

    /// <summary>The SIP Call-ID.</summary>
    public string CallId => Invite.CallId;

    /// <summary>The first INVITE, as it was received or as it was meant to be sent.</summary>
    public SipRequest Invite { get; }

    /// <summary>True when the other side called.</summary>
    public bool IsIncoming { get; }

    /// <summary>True when a REFER made the terminal place this call.</summary>
    public bool IsReferred { get; }

    /// <summary>The other side: From of an incoming call, To of an outgoing one.</summary>
    public NameAddr Remote => IsIncoming ? Invite.From : Invite.To;

    /// <summary>How far the call has come.</summary>
    public SimulatedCallState State
    {
        get
        {
            lock (_gate) return _state;
        }
    }

    /// <summary>The status of the final response to the INVITE; null while there is none.</summary>
    public int? FinalStatus { get; private set; }

    /// <summary>Why the call is over, as a person would say it; null while it is not.</summary>
    public string? EndReason { get; private set; }

    /// <summary>Whether the other side's last offer put this side on hold.</summary>
    public bool IsHeldByRemote { get; internal set; }

    /// <summary>Status and reason of every provisional response from 180 on, and of the final one. Raised on the call's strand.</summary>
    internal event Action<int, string>? Progressed;

    /// <summary>Waits until the call rings, at the other side or here.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Completes also when the call was answered without ringing.</returns>
    /// <exception cref="SimulatedTerminalException">The call ended before.</exception>
    public Task WaitForRingingAsync(CancellationToken cancellationToken = default) => _ringing.Task.WaitAsync(cancellationToken);

    /// <summary>Waits until the call is answered and acknowledged.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Completes when the call is <see cref="SimulatedCallState.Connected"/>.</returns>
    /// <exception cref="SimulatedTerminalException">The call ended before.</exception>
    public Task WaitForConnectedAsync(CancellationToken cancellationToken = default) => _connected.Task.WaitAsync(cancellationToken);

    /// <summary>Waits until the call is over.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Completes when the call is <see cref="SimulatedCallState.Ended"/>.</returns>
    public Task WaitForEndAsync(CancellationToken cancellationToken = default) => _ended.Task.WaitAsync(cancellationToken);

    /// <summary>Answers an incoming call with 200.</summary>
    /// <returns>Completes when the 200 is on its way.</returns>
    /// <exception cref="SimulatedTerminalException">It is no incoming call that waits for an answer.</exception>
    public Task AnswerAsync() => _leg.Strand.RunAsync(_leg.AnswerAsync);

    /// <summary>Rejects an incoming call.</summary>
    /// <param name="statusCode">The status, 300 to 699.</param>
    /// <returns>Completes when the response is on its way.</returns>
    /// <exception cref="SimulatedTerminalException">It is no incoming call that waits for an answer.</exception>
    public Task RejectAsync(int statusCode) => _leg.Strand.RunAsync(() => _leg.RejectAsync(statusCode));

    /// <summary>Ends the call with what its state asks for: CANCEL, BYE, or 603 for an incoming call that was not answered. Does nothing when it is over.</summary>
    /// <returns>Completes when a BYE was answered, or the CANCEL or the response is on its way.</returns>
    public Task HangUpAsync() => _leg.Strand.RunAsync(_leg.HangUpAsync);

    /// <summary>Puts the other side on hold with a re-INVITE (<c>a=sendonly</c>).</summary>
    /// <returns>Completes when it was accepted.</returns>
    /// <exception cref="SimulatedTerminalException">The call is not connected, or the re-INVITE was refused.</exception>
    public Task HoldAsync() => _leg.Strand.RunAsync(_leg.HoldAsync);

    /// <summary>Takes the other side back from hold with a re-INVITE (<c>a=sendrecv</c>).</summary>
    /// <returns>Completes when it was accepted.</returns>
    /// <exception cref="SimulatedTerminalException">The call is not connected, or the re-INVITE was refused.</exception>
    public Task RetrieveAsync() => _leg.Strand.RunAsync(_leg.RetrieveAsync);

    /// <inheritdoc/>
    public override string ToString() =>
        $"The call {(IsIncoming ? "from" : "to")} {Remote.Uri} ({State}{(EndReason is { } reason ? $": {reason}" : "")})";

    internal void BecomeRinging()
    {
        if (Become(SimulatedCallState.Ringing)) _ringing.TrySetResult();
    }

    internal void BecomeAnswered(int status)
    {
        FinalStatus = status;
        if (Become(SimulatedCallState.Answered)) _ringing.TrySetResult();
    }

    internal void BecomeConnected(int status)
    {
        FinalStatus = status;
        if (!Become(SimulatedCallState.Connected)) return;
        _ringing.TrySetResult();
        _connected.TrySetResult();
    }

    internal void BecomeEnded(int? status, string reason)
    {
        if (State == SimulatedCallState.Ended) return;
        FinalStatus ??= status;
        EndReason = reason;
        Become(SimulatedCallState.Ended);
        _ended.TrySetResult();
        var tooEarly = new SimulatedTerminalException($"{this} ended before it came that far.");
        foreach (var signal in new[] { _ringing, _connected })
        {
            // Often nobody waits: reading the exception keeps it from being reported as unobserved.
            if (signal.TrySetException(tooEarly)) _ = signal.Task.Exception;
        }
    }

    internal void Progress(int status, string reason) => Progressed?.Invoke(status, reason);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool Become(SimulatedCallState state)
    {
        lock (_gate)
        {
            if (state <= _state) return false;
            _state = state;
            return true;
        }
    }
}
