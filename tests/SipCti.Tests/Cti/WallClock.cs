using Microsoft.Extensions.Time.Testing;

namespace SipCti.Tests.Cti;

/// <summary>A fake clock whose time of day can be set without time passing, as an administrator sets a host's clock.</summary>
internal sealed class WallClock(DateTimeOffset begin) : TimeProvider
{
    private readonly FakeTimeProvider _passing = new(begin);
    private TimeSpan _set;

    public override long TimestampFrequency => _passing.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _passing.GetUtcNow() + _set;

    public override long GetTimestamp() => _passing.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _passing.CreateTimer(callback, state, dueTime, period);

    /// <summary>Lets time pass, a second at a time, so that each timer sees its own moment.</summary>
    public void Advance(TimeSpan time)
    {
        for (; time > TimeSpan.FromSeconds(1); time -= TimeSpan.FromSeconds(1)) _passing.Advance(TimeSpan.FromSeconds(1));
        _passing.Advance(time);
    }

    public void Set(DateTimeOffset now) => _set = now - _passing.GetUtcNow();
}
