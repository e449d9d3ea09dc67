namespace SipCti.Cti;

/// <summary>
/// Finds the monitors that watch a device at a cost that does not grow with those that do not: exact addresses by hash, patterns by the hash of what they begin
/// with, one look-up for each different length of that. Not thread-safe: its owner's lock guards it.
/// </summary>
internal sealed class MonitorIndex
{
    private readonly Dictionary<string, List<CtiMonitor>> _exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(string Suffix, CtiMonitor Monitor)>> _prefixed = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, int> _lengths = [];

    public void Add(CtiMonitor monitor)
    {
        foreach (var pattern in monitor.Devices.Distinct())
        {
            if (pattern.IsExact)
            {
                if (!_exact.TryGetValue(pattern.Prefix, out var same)) _exact[pattern.Prefix] = same = [];
                same.Add(monitor);
                continue;
            }

            if (!_prefixed.TryGetValue(pattern.Prefix, out var alike)) _prefixed[pattern.Prefix] = alike = [];
            alike.Add((pattern.Suffix!, monitor));
            _lengths[pattern.Prefix.Length] = _lengths.GetValueOrDefault(pattern.Prefix.Length) + 1;
        }
    }

    public void Remove(CtiMonitor monitor)
    {
        foreach (var pattern in monitor.Devices.Distinct())
        {
            if (pattern.IsExact)
            {
                if (_exact.TryGetValue(pattern.Prefix, out var same) && same.Remove(monitor) && same.Count == 0) _exact.Remove(pattern.Prefix);
                continue;
            }

            if (!_prefixed.TryGetValue(pattern.Prefix, out var alike) || !alike.Remove((pattern.Suffix!, monitor))) continue;
            if (alike.Count == 0) _prefixed.Remove(pattern.Prefix);
            if (--_lengths[pattern.Prefix.Length] == 0) _lengths.Remove(pattern.Prefix.Length);
        }
    }

    /// <summary>Adds the monitors that watch the device and that this publication has not found yet.</summary>
    public void Match(string device, long publication, List<CtiMonitor> matched)
    {
        if (_exact.TryGetValue(device, out var exact))
            foreach (var monitor in exact) Take(monitor, publication, matched);

        var prefixes = _prefixed.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var length in _lengths.Keys)
        {
            if (length > device.Length) break;
            if (!prefixes.TryGetValue(device.AsSpan(0, length), out var alike)) continue;
            foreach (var (suffix, monitor) in alike)
                if (device.Length >= length + suffix.Length && device.EndsWith(suffix, StringComparison.Ordinal)) Take(monitor, publication, matched);
        }
    }

    private static void Take(CtiMonitor monitor, long publication, List<CtiMonitor> matched)
    {
        if (monitor.Publication == publication) return;
        monitor.Publication = publication;
        matched.Add(monitor);
    }
}
