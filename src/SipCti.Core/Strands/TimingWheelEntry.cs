namespace SipCti.Strands;

/// <summary>
/// Something that falls due on a <see cref="TimingWheel"/>. The wheel links entries through their own fields, so that
/// scheduling allocates nothing beyond the entry. An entry belongs to one wheel at a time and may be scheduled again.
/// </summary>
public abstract class TimingWheelEntry
{
    internal const int Unlinked = -1;

    // All of these belong to the wheel and are touched under its lock only.
    internal TimingWheelEntry? Next;
    internal TimingWheelEntry? Previous;
    internal long Due;
    internal long Sequence;
    internal int Slot = Unlinked;

    /// <summary>
    /// The entry is due. Runs on the wheel's timer thread, outside its lock: it must be short and must not block, since
    /// the entries due after it wait. It may schedule and cancel.
    /// </summary>
    protected internal abstract void OnDue();
}
