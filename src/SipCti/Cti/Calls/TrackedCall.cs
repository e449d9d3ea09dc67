namespace SipCti.Cti;

/// <summary>
/// A CTI call as the service keeps it. Each change is an event and nothing else: what is already so is not told again, so that several observations of one thing
/// (a call between two terminals crosses twice) make one event. Lives on the strand of its control.
/// </summary>
internal sealed class TrackedCall(Board board, string id, string callingDevice, string calledDevice)
{
    private Dictionary<string, string>? _deviceByTag;
    private volatile ICallControl? _control;

    public string Id { get; } = id;

    public string CallingDevice { get; } = callingDevice;

    public string CalledDevice { get; } = calledDevice;

    public string? SipCallId { get; set; }

    /// <summary>The device that answered; null before.</summary>
    public string? AnsweringDevice { get; private set; }

    /// <summary>Why the call will end, as far as that is known before it ends.</summary>
    public EventCause? Outcome { get; set; }

    public bool IsEnded { get; private set; }

    /// <summary>Whether the call was told to have gone out.</summary>
    public bool IsOriginated { get; private set; }

    /// <summary>What acts on the call now.</summary>
    public ICallControl? Control
    {
        get => _control;
        set => _control = value;
    }

    /// <summary>What the events so far add up to; null before the first. Written by the board.</summary>
    public CallSnapshot? Snapshot { get; set; }

    /// <summary>The devices that are or were party to the call. The board's.</summary>
    public List<string> Parties { get; } = [];

    public bool HasFailedConnection => Snapshot is { } snapshot && snapshot.Connections.Any(static c => c.State == ConnectionState.Fail);

    public ConnectionState StateOf(string device) => Snapshot?.StateOf(device) ?? ConnectionState.Null;

    /// <summary>Remembers which device a SIP To tag belongs to, so that the same response seen elsewhere is known to be that device's.</summary>
    public void Recognise(string? toTag, string device)
    {
        if (toTag is not null) (_deviceByTag ??= [])[toTag] = device;
    }

    public string? DeviceOf(string? toTag) => toTag is not null && _deviceByTag is not null && _deviceByTag.TryGetValue(toTag, out var device) ? device : null;

    public void Initiate(EventCause cause)
    {
        if (Snapshot is not null) return;
        Tell(new ServiceInitiated { CallId = Id, CallingDevice = CallingDevice, CalledDevice = CalledDevice, Cause = cause }, CallingDevice, ConnectionState.Initiated);
    }

    public void Originate(bool isTerminalInitiated = true)
    {
        if (IsOriginated) return;
        IsOriginated = true;
        Tell(
            new Originated { CallId = Id, CallingDevice = CallingDevice, CalledDevice = CalledDevice, Cause = EventCause.NewCall, IsTerminalInitiated = isTerminalInitiated },
            CallingDevice,
            ConnectionState.Connected);
    }

    public void Deliver(string device)
    {
        if (StateOf(device) is ConnectionState.Alerting or ConnectionState.Connected or ConnectionState.Hold) return;
        Tell(new Delivered { CallId = Id, CallingDevice = CallingDevice, CalledDevice = CalledDevice, Cause = EventCause.NewCall }, device, ConnectionState.Alerting);
    }

    public void Establish(string device)
    {
        if (StateOf(device) is ConnectionState.Connected or ConnectionState.Hold) return;
        AnsweringDevice ??= device;
        Tell(new Established { CallId = Id, CallingDevice = CallingDevice, CalledDevice = CalledDevice, Cause = EventCause.NewCall }, device, ConnectionState.Connected);
        // Devices that failed while others were still tried have no part in the answered call.
        foreach (var failed in Snapshot!.Connections.Where(static c => c.State == ConnectionState.Fail)) Clear(failed.Connection.DeviceId, EventCause.CallCancelled);
    }

    public void Fail(string device, EventCause cause, int? sipStatus)
    {
        if (StateOf(device) is ConnectionState.Fail) return;
        Outcome = cause;
        Tell(new Failed { CallId = Id, CallingDevice = CallingDevice, CalledDevice = CalledDevice, Cause = cause, SipStatus = sipStatus }, device, ConnectionState.Fail);
    }

    public void Clear(string device, EventCause cause)
    {
        if (StateOf(device) == ConnectionState.Null) return;
        Tell(new ConnectionCleared { CallId = Id, CallingDevice = CallingDevice, CalledDevice = CalledDevice, Cause = cause }, device, ConnectionState.Null);
    }

    /// <summary>Ends the call: clears what is left, called side first, and says that it is over. A call of which nothing was told ends in silence.</summary>
    public void End(EventCause cause)
    {
        if (IsEnded) return;
        if (Snapshot is { } snapshot)
        {
            foreach (var left in snapshot.Connections.Reverse()) Clear(left.Connection.DeviceId, cause);
            Tell(new CallCleared { CallId = Id, CallingDevice = CallingDevice, CalledDevice = CalledDevice, Cause = cause }, null, ConnectionState.Null);
        }

        IsEnded = true;
        Control = null;
        board.Remove(this);
    }

    /// <summary>Has the control end the call, whichever controls it when its strand comes to it. From any thread.</summary>
    public void RequestClear()
    {
        if (Control is not { } control) return;
        control.Strand.Post(
            static request =>
            {
                var (call, then) = request;
                if (call.Control == then) then.Clear();
                else call.RequestClear();
            },
            (this, control));
    }

    private void Tell(CallEvent e, string? device, ConnectionState state)
    {
        if (IsEnded) return;
        board.Publish(this, e with { Connection = device is null ? null : new ConnectionId(Id, device), State = state, SipCallId = SipCallId });
    }
}
