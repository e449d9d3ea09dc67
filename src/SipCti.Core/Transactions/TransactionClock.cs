using SipCti.Strands;
using static SipCti.Transactions.TransactionActions;

namespace SipCti.Transactions;

/// <summary>
/// The timers of one transaction. Two run at a time at most: one that repeats (A, E, G; before them the wait for 100 Trying) and
/// one that ends something (all others).
/// </summary>
internal sealed class TransactionClock(Strand strand, SipTimers timers, bool isInvite, Action<TransactionTick> onTick)
{
    private StrandTimer? _repeating;
    private StrandTimer? _ending;
    private TimeSpan _interval;
    private bool _capped;

    /// <summary>Stops and starts what a transition asks for.</summary>
    /// <param name="actions">The actions of the transition.</param>
    /// <param name="reliable">Whether the transport is reliable: nothing is retransmitted then, and nothing retransmitted awaited.</param>
    /// <returns>True when the transition waits for retransmissions that cannot come: its timer would have fired at once.</returns>
    public bool Apply(TransactionActions actions, bool reliable)
    {
        if (actions.HasFlag(StopTimers))
            Stop();

        if (actions.HasFlag(StartTrying))
            _repeating = strand.Schedule(isInvite ? timers.TryingDelay : timers.NonInviteTryingDelay, Tick(TransactionTick.Trying), onTick);
        else if ((actions & (StartA | StartE | StartG)) != 0 && !reliable)
            StartRepeating(timers.T1, capped: !actions.HasFlag(StartA));
        else if (actions.HasFlag(Repeat))
            StartRepeating(_interval * 2, _capped);
        else if (actions.HasFlag(RepeatSlowly))
            StartRepeating(timers.T2, capped: true);

        if ((actions & (StartB | StartF | StartH)) != 0)
            StartEnding(timers.Timeout, TransactionTick.Timeout);
        else if ((actions & (StartL | StartM)) != 0)
            StartEnding(timers.Timeout, TransactionTick.Linger);
        else if ((actions & (StartD | StartI | StartJ | StartK)) != 0 && reliable)
            return true;
        else if (actions.HasFlag(StartD))
            StartEnding(timers.ResponseRetransmissions, TransactionTick.Linger);
        else if (actions.HasFlag(StartJ))
            StartEnding(timers.Timeout, TransactionTick.Linger);
        else if ((actions & (StartI | StartK)) != 0)
            StartEnding(timers.T4, TransactionTick.Linger);
        return false;
    }

    /// <summary>Stops everything.</summary>
    public void Stop()
    {
        _repeating?.Cancel();
        _ending?.Cancel();
        _repeating = _ending = null;
    }

    // One static delegate for each tick, with the transaction's own as its state: a timer allocates nothing beyond itself.
    private static Action<object?> Tick(TransactionTick tick) => tick switch
    {
        TransactionTick.Trying => static user => ((Action<TransactionTick>)user!)(TransactionTick.Trying),
        TransactionTick.Retransmit => static user => ((Action<TransactionTick>)user!)(TransactionTick.Retransmit),
        TransactionTick.Timeout => static user => ((Action<TransactionTick>)user!)(TransactionTick.Timeout),
        _ => static user => ((Action<TransactionTick>)user!)(TransactionTick.Linger),
    };

    private void StartRepeating(TimeSpan interval, bool capped)
    {
        _repeating?.Cancel();
        _interval = capped && interval > timers.T2 ? timers.T2 : interval;
        _capped = capped;
        _repeating = strand.Schedule(_interval, Tick(TransactionTick.Retransmit), onTick);
    }

    private void StartEnding(TimeSpan after, TransactionTick tick)
    {
        _ending?.Cancel();
        _ending = strand.Schedule(after, Tick(tick), onTick);
    }
}
