using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace SipCti.Registration;

/// <summary>
/// The registration table in memory. Writing takes a lock for as long as one address is worked on; looking up takes none.
/// A binding leaves at its time by a timer and is told as <see cref="RegistrationChangeKind.Expired"/>; no look-up ever
/// returns one whose time is over.
/// </summary>
public sealed class RegistrationTable : IRegistrationTable, IDisposable
{
    private readonly Lock _gate = new();
    private readonly RegistrationTableOptions _options;
    private readonly TimeProvider _time;
    private readonly BindingIndex _index = new();
    private readonly ChangeHistory _history;
    private readonly ChangeNotifier _notifier;
    private readonly ExpiryTimer _timer;

    /// <summary>An empty table with the defaults.</summary>
    public RegistrationTable()
        : this(new RegistrationTableOptions())
    {
    }

    /// <summary>An empty table.</summary>
    /// <param name="options">Limits, clock and logging.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option has a wrong value; the message names it.</exception>
    public RegistrationTable(RegistrationTableOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _time = _options.Time;
        _notifier = new ChangeNotifier(_options.LoggerFactory.CreateLogger<RegistrationTable>(), logsChanges: true);
        // Starting at the time, a table that was restarted never gives a number again that its followers know from its earlier life.
        _history = new ChangeHistory(_options.HistoryLength, _time.GetUtcNow().ToUnixTimeMilliseconds() * 1000);
        _timer = new ExpiryTimer(_time, OnExpiry);
    }

    /// <summary>An empty table on the given clock, with the defaults otherwise.</summary>
    /// <param name="time">The clock by which bindings expire.</param>
    public RegistrationTable(TimeProvider time)
        : this(new RegistrationTableOptions { Time = time })
    {
    }

    /// <inheritdoc/>
    public event Action<RegistrationChange>? Changed
    {
        add => _notifier.Changed += value;
        remove => _notifier.Changed -= value;
    }

    /// <summary>The number of the last change.</summary>
    public long Sequence
    {
        get
        {
            lock (_gate)
                return _history.Sequence;
        }
    }

    /// <summary>The number of bindings, those included whose time is over but which the timer has not yet taken out.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _index.Count;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Binding> Find(string addressOfRecord)
    {
        ArgumentNullException.ThrowIfNull(addressOfRecord);
        Binding[] all = _index.Get(addressOfRecord);
        return all.Length == 0 ? all : BindingIndex.Live(all, _time.GetUtcNow());
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<Binding> All()
    {
        DateTimeOffset now = _time.GetUtcNow();
        return [.. _index.All().SelectMany(all => BindingIndex.Live(all, now))];
    }

    /// <inheritdoc/>
    public RegistrationOutcome Apply(RegistrationUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        RegistrationOutcome outcome;
        lock (_gate)
        {
            DateTimeOffset now = _time.GetUtcNow();
            Expire(now);
            RegistrationResult result = Write(update, now);
            outcome = new RegistrationOutcome(result, _index.Get(update.AddressOfRecord), now, _history.Sequence);
            _history.Signal();
            _timer.Arm(_index.NextExpiry);
        }

        _notifier.Deliver();
        return outcome;
    }

    /// <inheritdoc/>
    public ValueTask<RegistrationSnapshot> SnapshotAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
            return ValueTask.FromResult(new RegistrationSnapshot(_history.Sequence, [.. _index.All().SelectMany(all => all)]));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<RegistrationChange> ChangesSinceAsync(long sequence, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            RegistrationChange[] batch;
            Task next;
            bool closed;
            lock (_gate)
            {
                batch = _history.Read(sequence, out next);
                closed = _history.IsClosed;
            }

            foreach (RegistrationChange change in batch)
            {
                yield return change;
                sequence = change.Sequence;
            }

            if (batch.Length == 0)
            {
                if (closed)
                    yield break;
                await next.WaitAsync(cancellationToken);
            }
        }
    }

    /// <summary>Stops the expiry timer and ends the feed.</summary>
    public void Dispose()
    {
        lock (_gate)
            _history.Close();
        _timer.Dispose();
    }

    private RegistrationResult Write(RegistrationUpdate update, DateTimeOffset now)
    {
        if (update.Contacts.Count == 0 && !update.RemoveAll)
            return RegistrationResult.Applied;

        Binding[] before = _index.Get(update.AddressOfRecord);
        if (!UpdateDraft.TryMake(before, update, now, out UpdateDraft draft))
            return RegistrationResult.OutOfOrder;

        List<Binding> after = draft.After();
        int added = after.Count - before.Length;
        // What is there already may always be refreshed and removed, whatever the limits say by now.
        if (added > 0 && after.Count > _options.MaxBindingsPerAddressOfRecord)
            return RegistrationResult.TooManyForAddress;
        if (added > 0 && _index.Count + added > _options.MaxBindings)
            return RegistrationResult.TableFull;

        _index.Replace(update.AddressOfRecord, before, after);
        foreach ((RegistrationChangeKind kind, Binding binding) in draft.Changes())
            Tell(kind, binding);
        return RegistrationResult.Applied;
    }

    private void OnExpiry()
    {
        lock (_gate)
        {
            if (_history.IsClosed)
                return;
            _timer.Fired();
            Expire(_time.GetUtcNow());
            _history.Signal();
            _timer.Arm(_index.NextExpiry);
        }

        _notifier.Deliver();
    }

    private void Expire(DateTimeOffset now)
    {
        while (_index.TryGetExpired(now, out Binding? expired))
        {
            Binding[] before = _index.Get(expired.AddressOfRecord);
            _index.Replace(expired.AddressOfRecord, before, Array.FindAll(before, binding => !ReferenceEquals(binding, expired)));
            Tell(RegistrationChangeKind.Expired, expired);
        }
    }

    private void Tell(RegistrationChangeKind kind, Binding binding) => _notifier.Queue(_history.Add(kind, binding));
}
