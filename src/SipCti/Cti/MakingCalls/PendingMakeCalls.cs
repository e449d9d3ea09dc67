using SipCti.PassingThrough;

namespace SipCti.Cti;

/// <summary>What an INVITE from a terminal turned out to be.</summary>
/// <param name="Call">The call that MakeCall asked for; null when the INVITE is an ordinary one.</param>
/// <param name="IsRefused">It belongs to a MakeCall that does not want it any more.</param>
internal readonly record struct MakeCallMatch(TrackedCall? Call, bool IsRefused);

/// <summary>
/// The MakeCalls whose terminal has not yet sent its INVITE, one for each terminal, found again by token. A token is used once: it belongs to the Call-ID that
/// brings it first. For a while after that it is remembered, so that what comes late is known. Thread-safe.
/// </summary>
internal sealed class PendingMakeCalls(TimeProvider time)
{
    /// <summary>Longer than a terminal may take to give an INVITE up (RFC 3261: 64*T1).</summary>
    internal static readonly TimeSpan Memory = TimeSpan.FromSeconds(64);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, MakeCallOperation> _byTerminal = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Entry> _byToken = new(StringComparer.Ordinal);
    private readonly Queue<(string Token, long Forget)> _retired = new();

    public int Count
    {
        get { lock (_gate) return _byTerminal.Count; }
    }

    /// <summary>Takes a MakeCall in; false when its terminal has one already.</summary>
    public bool TryAdd(MakeCallOperation operation)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            while (_retired.TryPeek(out var oldest) && oldest.Forget <= now) _byToken.Remove(_retired.Dequeue().Token);
            if (!_byTerminal.TryAdd(operation.CallingDevice, operation)) return false;
            _byToken[operation.Token] = new Entry(operation);
            return true;
        }
    }

    /// <summary>The MakeCall waits no longer: its INVITE came under this Call-ID, or, with null, is not wanted any more.</summary>
    public void Settle(MakeCallOperation operation, string? sipCallId)
    {
        lock (_gate)
        {
            if (!_byTerminal.Remove(operation.CallingDevice)) return;
            var entry = _byToken[operation.Token];
            entry.Pending = null;
            entry.SipCallId = sipCallId;
            _retired.Enqueue((operation.Token, time.GetTimestamp() + (long)(Memory.TotalSeconds * time.TimestampFrequency)));
        }
    }

    /// <summary>Finds the MakeCall that a terminal's INVITE belongs to.</summary>
    /// <param name="passage">The INVITE's passage, on its strand.</param>
    /// <param name="token">The token that it brought; null for none.</param>
    public ValueTask<MakeCallMatch> MatchAsync(Passage passage, string? token)
    {
        MakeCallOperation? operation;
        lock (_gate)
        {
            if (token is not null && _byToken.TryGetValue(token, out var entry))
            {
                if (entry.Pending is null) return ValueTask.FromResult(Late(entry, passage.Call.SipCallId));
                operation = entry.Pending;
            }
            else if (!_byTerminal.TryGetValue(passage.Caller.Device, out operation) || !operation.IsWaitingFor(passage.RequestUri))
            {
                return default;
            }
        }

        return new ValueTask<MakeCallMatch>(ClaimAsync(operation, passage, token == operation.Token));
    }

    private static async Task<MakeCallMatch> ClaimAsync(MakeCallOperation operation, Passage passage, bool hasToken) =>
        await operation.ClaimAsync(passage) is { } call ? new MakeCallMatch(call, false) : new MakeCallMatch(null, hasToken);

    private static MakeCallMatch Late(Entry entry, string sipCallId) =>
        entry.SipCallId is null ? new MakeCallMatch(null, true)
        : entry.SipCallId == sipCallId && !entry.Call.IsEnded ? new MakeCallMatch(entry.Call, false)
        : default;

    private sealed class Entry(MakeCallOperation operation)
    {
        public TrackedCall Call { get; } = operation.Call;

        /// <summary>The MakeCall while it waits; null once it is settled.</summary>
        public MakeCallOperation? Pending { get; set; } = operation;

        public string? SipCallId { get; set; }
    }
}
