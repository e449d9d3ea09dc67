using Microsoft.Extensions.Logging;

namespace SipCti.Registration;

/// <summary>Keeps a mirror on its feed: a snapshot, then changes; after a cut it goes on from the last number, after a gap from a new snapshot.</summary>
internal sealed class FeedFollower : IAsyncDisposable
{
    private readonly IRegistrationFeed _feed;
    private readonly RegistrationMirror _mirror;
    private readonly RegistrationMirrorOptions _options;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private bool _hasSnapshot;
    private bool _tookSnapshot;
    private int _failures;
    private long _followedFrom;
    private volatile bool _isInStep;
    private volatile bool _isBackingOff;

    public FeedFollower(IRegistrationFeed feed, RegistrationMirror mirror, RegistrationMirrorOptions options, ILogger logger)
    {
        _feed = feed;
        _mirror = mirror;
        _options = options;
        _logger = logger;
        // Not on the caller's thread or strand: the loop lives as long as the mirror.
        _loop = Task.Run(() => FollowAsync(_stop.Token));
    }

    public bool IsInStep => _isInStep;

    /// <summary>True while a timer runs for the next try.</summary>
    public bool IsBackingOff => _isBackingOff;

    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
            return;
        await _stop.CancelAsync();
        await _loop.WaitAsync(CancellationToken.None);
        _stop.Dispose();
    }

    private async Task FollowAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            long started = _options.Time.GetTimestamp();
            _followedFrom = long.MaxValue;
            _tookSnapshot = false;
            Exception? fault = null;
            try
            {
                await FollowOnceAsync(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Whatever ends the feed is a cut: the mirror's whole task is to come back.
                fault = e;
            }

            _isInStep = false;
            bool progressed = _mirror.Sequence > _followedFrom || _options.Time.GetElapsedTime(started) > _options.LongestRetryDelay;
            if (progressed)
                _failures = 0;

            if (fault is FeedGapException gap)
            {
                _hasSnapshot = false;
                RegistrationLog.MirrorGap(_logger, _mirror.Sequence, gap.Message);
                // A snapshot mends a gap at once; a feed that has gaps even after one is as good as cut.
                if (progressed || !_tookSnapshot)
                    continue;
            }

            await BackOffAsync(fault, stop);
        }
    }

    private async Task FollowOnceAsync(CancellationToken stop)
    {
        if (!_hasSnapshot)
        {
            _mirror.Take(await _feed.SnapshotAsync(stop));
            _hasSnapshot = true;
            _tookSnapshot = true;
        }

        _followedFrom = _mirror.Sequence;
        await using IAsyncEnumerator<RegistrationChange> changes = _feed.ChangesSinceAsync(_followedFrom, stop).GetAsyncEnumerator(stop);
        while (true)
        {
            ValueTask<bool> next = changes.MoveNextAsync();
            // A feed that makes us wait has told us all there is.
            if (!next.IsCompleted && !_isInStep)
            {
                _isInStep = true;
                RegistrationLog.MirrorInStep(_logger, _mirror.Sequence);
            }

            if (!await next)
                return;
            _mirror.Take(changes.Current);
        }
    }

    private async Task BackOffAsync(Exception? fault, CancellationToken stop)
    {
        double doubled = _options.FirstRetryDelay.TotalMilliseconds * Math.Pow(2, Math.Min(_failures++, 30));
        // Up to half is left to chance, so that many mirrors do not return in one moment.
        TimeSpan delay = TimeSpan.FromMilliseconds(Math.Min(doubled, _options.LongestRetryDelay.TotalMilliseconds) * (1 - Random.Shared.NextDouble() / 2));
        RegistrationLog.MirrorCut(_logger, fault, _mirror.Sequence, delay);
        Task wait = Task.Delay(delay, _options.Time, stop);
        _isBackingOff = true;
        await wait.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _isBackingOff = false;
    }
}
