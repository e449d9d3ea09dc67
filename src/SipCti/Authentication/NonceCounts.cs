namespace SipCti.Authentication;

/// <summary>
/// Remembers which counts of which nonce were used, so that credentials that somebody overheard cannot be used again
/// (RFC 7616 section 5.12). Bounded: of the oldest nonces it forgets the counts, and then refuses those nonces.
/// </summary>
internal sealed class NonceCounts(int capacity, TimeSpan lifetime)
{
    // Requests of one terminal run on different strands and may overtake each other a little.
    private const int WindowLength = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<Nonce, Window> _windows = [];
    private readonly PriorityQueue<Nonce, long> _oldest = new();
    private long _forgottenUntil = long.MinValue;

    public int Count
    {
        get
        {
            lock (_gate)
                return _windows.Count;
        }
    }

    /// <summary>Uses a count of a nonce. False when it was used before, is too far behind, or is no longer known.</summary>
    /// <param name="nonce">The nonce, proven to be ours.</param>
    /// <param name="count">Its nc, from 1.</param>
    /// <param name="now">Milliseconds since 1970.</param>
    public bool TryUse(Nonce nonce, uint count, long now)
    {
        if (count == 0)
            return false;

        lock (_gate)
        {
            if (_windows.TryGetValue(nonce, out Window? window))
                return window.TryUse(count);
            // Its counts may have been forgotten, so that a first use cannot be told from a repeated one.
            if (nonce.Made <= _forgottenUntil)
                return false;

            Forget(now);
            _windows.Add(nonce, new Window(count));
            _oldest.Enqueue(nonce, nonce.Made);
            return true;
        }
    }

    private void Forget(long now)
    {
        while (_oldest.TryPeek(out Nonce oldest, out long made)
            && (_windows.Count >= capacity || now - made > lifetime.TotalMilliseconds))
        {
            _oldest.Dequeue();
            _windows.Remove(oldest);
            _forgottenUntil = Math.Max(_forgottenUntil, made);
        }
    }

    /// <summary>The highest count used, and which of those just below it.</summary>
    private sealed class Window(uint first)
    {
        private uint _highest = first;
        private ulong _used = 1;

        public bool TryUse(uint count)
        {
            if (count > _highest)
            {
                uint ahead = count - _highest;
                _used = ahead >= WindowLength ? 1 : (_used << (int)ahead) | 1;
                _highest = count;
                return true;
            }

            uint behind = _highest - count;
            ulong bit = behind >= WindowLength ? 0 : 1UL << (int)behind;
            if (bit == 0 || (_used & bit) != 0)
                return false;
            _used |= bit;
            return true;
        }
    }
}
