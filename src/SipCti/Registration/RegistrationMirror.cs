using Microsoft.Extensions.Logging;
using SipCti.Messages;

namespace SipCti.Registration;

/// <summary>
/// The second table: a copy of somebody else's registration table. It follows the feed of ours (<see cref="Follow"/>), or, where the
/// registrar is foreign, learns from the registrations that pass (<see cref="Watch"/>). It expires bindings by its own
/// clock too, so that it stays right about what it knows while it is cut off.
/// </summary>
public sealed class RegistrationMirror : IRegistrationLookup, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _grace;
    private readonly bool _watches;
    private readonly BindingIndex _index = new();
    private readonly ChangeNotifier _notifier;
    private readonly ExpiryTimer _timer;
    private readonly FeedFollower? _follower;
    private long _sequence;
    private bool _isDisposed;
    private TaskCompletionSource? _moved;

    private RegistrationMirror(IRegistrationFeed? feed, RegistrationMirrorOptions? options)
    {
        options ??= new RegistrationMirrorOptions();
        options.Validate();
        _time = options.Time;
        _watches = feed is null;
        _grace = _watches ? TimeSpan.Zero : options.ExpiryGrace;
        ILogger logger = options.LoggerFactory.CreateLogger<RegistrationMirror>();
        // The changes of a table that we follow are in the table's log.
        _notifier = new ChangeNotifier(logger, logsChanges: _watches);
        _timer = new ExpiryTimer(_time, OnExpiry);
        _follower = feed is null ? null : new FeedFollower(feed, this, options, logger);
    }

    /// <inheritdoc/>
    public event Action<RegistrationChange>? Changed
    {
        add => _notifier.Changed += value;
        remove => _notifier.Changed -= value;
    }

    /// <summary>The number of the last change of the followed table that is in the mirror. For a watching mirror: its own count of changes.</summary>
    public long Sequence => Interlocked.Read(ref _sequence);

    /// <summary>True when the mirror learns from registrations that pass, by <see cref="Observe"/>, and follows no feed.</summary>
    public bool IsWatching => _watches;

    /// <summary>True while the feed is followed and nothing says that it is cut. A watching mirror knows what passed, and is always in step with that.</summary>
    public bool IsInStep => _follower?.IsInStep ?? true;

    internal bool IsBackingOff => _follower?.IsBackingOff ?? false;

    /// <summary>A mirror that follows <paramref name="feed"/> from now until it is disposed, over cuts and gaps.</summary>
    /// <param name="feed">The table, or something that brings its feed from afar.</param>
    /// <param name="options">Clock, patience, logging; null for the defaults.</param>
    public static RegistrationMirror Follow(IRegistrationFeed feed, RegistrationMirrorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(feed);
        return new RegistrationMirror(feed, options);
    }

    /// <summary>A mirror that is told of registrations that pass, by <see cref="Observe"/>.</summary>
    /// <param name="options">Clock and logging; null for the defaults.</param>
    public static RegistrationMirror Watch(RegistrationMirrorOptions? options = null) => new(null, options);

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

    /// <summary>
    /// The live binding whose <see cref="Binding.Path"/> names a flow (any of its addresses has the token as its user part), or null.
    /// When several addresses are registered over one flow, the one registered last.
    /// </summary>
    /// <param name="flowToken">The token, compared exactly.</param>
    public Binding? FindByFlow(string flowToken)
    {
        ArgumentNullException.ThrowIfNull(flowToken);
        Binding[] live = BindingIndex.Live(_index.GetByFlow(flowToken), _time.GetUtcNow());
        return live.MaxBy(binding => binding.Registered);
    }

    /// <summary>Returns once the mirror contains the change with this number of the followed table.</summary>
    /// <param name="sequence">A number that the table has reached or will reach.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask WaitForAsync(long sequence, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task moved;
            lock (_gate)
            {
                if (_sequence >= sequence)
                    return;
                moved = (_moved ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await moved.WaitAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Takes note of a registration that passed: for a watching mirror. Of the answers only a 2xx counts; it lists all bindings
    /// of the address (RFC 3261 section 10.3 step 8), so that those it does not list are gone.
    /// </summary>
    /// <param name="register">The REGISTER as the terminal sent it; Contacts that were rewritten on the way have to be restored in both.</param>
    /// <param name="response">The registrar's final answer.</param>
    /// <param name="flowToken">The flow on which the terminal sent it; its contacts are found again by it. Null when not known.</param>
    /// <exception cref="InvalidOperationException">The mirror follows a feed.</exception>
    public void Observe(SipRequest register, SipResponse response, string? flowToken)
    {
        ArgumentNullException.ThrowIfNull(register);
        ArgumentNullException.ThrowIfNull(response);
        if (!_watches)
            throw new InvalidOperationException("A mirror that follows a feed is not told of registrations as well.");
        if (!response.IsSuccess)
            return;

        lock (_gate)
        {
            string address = register.To.Uri.AddressOfRecord;
            Binding[] before = _index.Get(address);
            if (ObservedRegistration.TryRead(register, response, flowToken, before, _time.GetUtcNow(), out List<Binding> after))
            {
                Reconcile(address, before, after);
                _timer.Arm(_index.NextExpiry + _grace);
            }
        }

        _notifier.Deliver();
    }

    /// <summary>Stops following and expiring. What was mirrored can still be read.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_follower is not null)
            await _follower.DisposeAsync();
        lock (_gate)
            _isDisposed = true;
        _timer.Dispose();
    }

    /// <summary>Takes over a whole table; what differs is told as changes, as if they had happened now.</summary>
    internal void Take(RegistrationSnapshot snapshot)
    {
        lock (_gate)
        {
            MoveTo(snapshot.Sequence);
            var addresses = snapshot.Bindings.ToLookup(binding => binding.AddressOfRecord, StringComparer.Ordinal);
            foreach (string gone in _index.Addresses.Where(address => !addresses.Contains(address)))
                Reconcile(gone, _index.Get(gone), []);
            foreach (IGrouping<string, Binding> address in addresses)
                Reconcile(address.Key, _index.Get(address.Key), [.. address]);
            _timer.Arm(_index.NextExpiry + _grace);
        }

        _notifier.Deliver();
    }

    /// <summary>Takes over the next change of the table.</summary>
    internal void Take(RegistrationChange change)
    {
        lock (_gate)
        {
            if (change.Sequence <= _sequence)
                return;
            if (change.Sequence != _sequence + 1)
                throw FeedGapException.Missing(_sequence, change.Sequence);

            MoveTo(change.Sequence);
            Binding binding = change.Binding;
            Binding[] before = _index.Get(binding.AddressOfRecord);
            Binding? known = Array.Find(before, binding.IsSameAs);
            bool stays = change.Kind is RegistrationChangeKind.Added or RegistrationChangeKind.Refreshed;
            if (stays || known is not null)
            {
                List<Binding> after = [.. before.Where(other => !ReferenceEquals(other, known))];
                if (stays)
                    after.Add(binding);
                _index.Replace(binding.AddressOfRecord, before, after);
                Tell(!stays ? change.Kind : known is null ? RegistrationChangeKind.Added : RegistrationChangeKind.Refreshed, binding);
                _timer.Arm(_index.NextExpiry + _grace);
            }
        }

        _notifier.Deliver();
    }

    private void OnExpiry()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;
            _timer.Fired();
            while (_index.TryGetExpired(_time.GetUtcNow() - _grace, out Binding? expired))
            {
                Binding[] before = _index.Get(expired.AddressOfRecord);
                _index.Replace(expired.AddressOfRecord, before, Array.FindAll(before, binding => !ReferenceEquals(binding, expired)));
                Tell(RegistrationChangeKind.Expired, expired);
            }

            _timer.Arm(_index.NextExpiry + _grace);
        }

        _notifier.Deliver();
    }

    private void Reconcile(string address, Binding[] before, List<Binding> after)
    {
        for (int i = 0; i < after.Count; i++)
        {
            // What did not change stays the object that it was.
            if (Array.Find(before, after[i].IsSameAs) is { } same && same.Equals(after[i]))
                after[i] = same;
        }

        _index.Replace(address, before, after);
        foreach (Binding old in before.Where(old => !after.Exists(old.IsSameAs)))
            Tell(old.Expires <= _time.GetUtcNow() ? RegistrationChangeKind.Expired : RegistrationChangeKind.Removed, old);
        foreach (Binding now in after)
        {
            Binding? old = Array.Find(before, now.IsSameAs);
            if (!ReferenceEquals(old, now))
                Tell(old is null ? RegistrationChangeKind.Added : RegistrationChangeKind.Refreshed, now);
        }
    }

    private void MoveTo(long sequence)
    {
        Interlocked.Exchange(ref _sequence, sequence);
        _moved?.TrySetResult();
        _moved = null;
    }

    private void Tell(RegistrationChangeKind kind, Binding binding)
    {
        if (_watches)
            MoveTo(_sequence + 1);
        _notifier.Queue(new RegistrationChange(_sequence, kind, binding));
    }
}
