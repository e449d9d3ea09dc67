using System.Security.Cryptography;

namespace SipCti.Cti;

/// <summary>Ids of calls and monitors: short enough to be typed, not repeated by a later run of the service.</summary>
internal sealed class CallIds
{
    private const string Digits = "0123456789abcdefghijkmnpqrstuvwxyz";

    private readonly string _run = RandomNumberGenerator.GetString(Digits, 6);
    private long _calls;
    private long _monitors;

    public string NextCall() => $"{_run}-{Interlocked.Increment(ref _calls)}";

    public string NextMonitor() => $"{_run}-m{Interlocked.Increment(ref _monitors)}";
}
