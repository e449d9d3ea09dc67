namespace SipCti.Cti;

/// <summary>One monitor's place in a <see cref="MonitorSchedule"/>.</summary>
/// <param name="Due">UTC ticks of the wall clock, or a timestamp of the time provider.</param>
/// <param name="Number">Orders what is due at the same time.</param>
/// <param name="Monitor">The monitor.</param>
internal sealed record ScheduledTime(long Due, long Number, CtiMonitor Monitor) : IComparable<ScheduledTime>
{
    public int CompareTo(ScheduledTime? other) => other is null ? 1 : Due != other.Due ? Due.CompareTo(other.Due) : Number.CompareTo(other.Number);
}
