namespace SipCti.Transport;

/// <summary>
/// Lets few log lines of one kind through each second: whoever floods this server must not flood its logs too. Thread safe.
/// </summary>
internal sealed class LogThrottle(TimeProvider time)
{
    /// <summary>Lines of one kind in a second.</summary>
    public const int Burst = 10;

    private readonly Lock _gate = new();
    private long _began = time.GetTimestamp();
    private int _passed;
    private int _suppressed;

    /// <summary>Whether to write this line; if so, how many before it were not written.</summary>
    public bool TryPass(out int suppressed)
    {
        lock (_gate)
        {
            if (time.GetElapsedTime(_began) >= TimeSpan.FromSeconds(1))
            {
                _began = time.GetTimestamp();
                _passed = 0;
            }

            if (_passed >= Burst)
            {
                _suppressed++;
                suppressed = 0;
                return false;
            }

            _passed++;
            (suppressed, _suppressed) = (_suppressed, 0);
            return true;
        }
    }
}
