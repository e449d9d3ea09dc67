using SipCti.Strands;

namespace SipCti.Transport;

/// <summary>
/// The deadlines of one flow: its first byte, the rest of a begun message, its idleness, and, once it is closed, its
/// lingering. One timer serves all; it is set seldom and looks, when it is due, what has happened meanwhile.
/// </summary>
internal sealed class FlowTimeouts(Flow flow, TimingWheel wheel, SipLimits limits) : TimingWheelEntry
{
    private readonly Lock _gate = new();
    private long _lastActivity;
    private long _messageBegan;
    private bool _awaitsFirstByte;
    private bool _inMessage;
    private bool _neverIdle;
    private bool _watchesMessage;
    private bool _lingers;
    private bool _ended;

    public void Begin(bool isAccepted, bool isInProcess)
    {
        _lastActivity = wheel.Time.GetTimestamp();
        _neverIdle = isInProcess;
        _awaitsFirstByte = isAccepted && !isInProcess;
        if (!isInProcess)
            wheel.Schedule(this, _awaitsFirstByte ? limits.FirstByteTimeout : limits.IdleTimeout);
    }

    /// <summary>Whether a message has begun and not ended.</summary>
    public bool IsInMessage
    {
        get
        {
            lock (_gate)
                return _inMessage;
        }
    }

    /// <summary>Bytes went to the peer.</summary>
    public void OnSent() => Volatile.Write(ref _lastActivity, wheel.Time.GetTimestamp());

    /// <summary>Bytes came. To be called before they are worked through, which may take its time.</summary>
    public void OnReceived()
    {
        Volatile.Write(ref _lastActivity, wheel.Time.GetTimestamp());
        if (!_awaitsFirstByte)
            return;
        lock (_gate)
            _awaitsFirstByte = false;
    }

    /// <summary>A message is complete. To be called before it is handed on.</summary>
    public void OnMessageEnd()
    {
        if (!_inMessage)
            return;
        lock (_gate)
            _inMessage = false;
    }

    /// <summary>What came has been worked through, up to the beginning of a message that is not complete.</summary>
    public void OnMessageBegin()
    {
        // Its time runs from its first byte: more bytes of the same message change nothing.
        if (_inMessage)
            return;
        lock (_gate)
        {
            _inMessage = true;
            _messageBegan = wheel.Time.GetTimestamp();
            if (_watchesMessage || _lingers || _neverIdle)
                return;

            // The next look at the clock may be a quarter of an hour away.
            _watchesMessage = true;
            wheel.Schedule(this, limits.HeaderTimeout);
        }
    }

    /// <summary>The flow is closed; its peer has a little time left.</summary>
    public void BeginLinger()
    {
        lock (_gate)
        {
            _lingers = true;
            wheel.Schedule(this, Flow.LingerTime);
        }
    }

    public void End()
    {
        lock (_gate)
        {
            _ended = true;
            wheel.Cancel(this);
        }
    }

    protected internal override void OnDue()
    {
        if (Judge() is { } reason)
            flow.Close(reason);
        else if (_lingers && !_ended)
            flow.OnLingerTimeout();
    }

    /// <summary>Says which deadline has passed; if none has, sets the timer for the next.</summary>
    private string? Judge()
    {
        lock (_gate)
        {
            if (_lingers || _ended)
                return null;
            if (_awaitsFirstByte)
                return "no byte came in time";
            var idle = limits.IdleTimeout - wheel.Time.GetElapsedTime(Volatile.Read(ref _lastActivity));
            if (idle <= TimeSpan.Zero)
                return "idle";
            if (!_inMessage)
            {
                _watchesMessage = false;
                wheel.Schedule(this, idle);
                return null;
            }

            var rest = limits.HeaderTimeout - wheel.Time.GetElapsedTime(_messageBegan);
            if (rest <= TimeSpan.Zero)
                return "a begun message did not end in time";
            wheel.Schedule(this, rest < idle ? rest : idle);
            return null;
        }
    }
}
