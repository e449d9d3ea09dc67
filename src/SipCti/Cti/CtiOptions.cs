using System.Net;
using SipCti.Media;

namespace SipCti.Cti;

/// <summary>The options of a <see cref="CtiService"/>. Checked when it is made.</summary>
public sealed record CtiOptions
{
    /// <summary>How many events may wait for a slow application before a <see cref="Gap"/> takes their place. Default: 1,024, some seconds of a busy system; 1 to 1,048,576.</summary>
    public int StreamCapacity { get; init; } = 1024;

    /// <summary>How many events already read are held for an application that resumes from a number. Default: 4,096; 0 to 1,048,576.</summary>
    public int ReplayCapacity { get; init; } = 4096;

    /// <summary>How many monitors there may be at once. Default: 100,000; at least 1.</summary>
    public int MaxMonitors { get; init; } = 100_000;

    /// <summary>Opens the media ports of fake inbound calls. Default: any free port on all addresses.</summary>
    public IMediaPortAllocator MediaPorts { get; init; } = new MediaPortAllocator();

    /// <summary>The address that terminals are told to send the media of fake inbound calls to. Default, null: the address at which each terminal reaches the pass-through.</summary>
    public IPAddress? MediaAddress { get; init; }

    /// <summary>
    /// The credentials of a device's user at the proxy, by address-of-record, for calls that the pass-through makes in a terminal's place; null for none. Called on the strand of
    /// a call: it must not block. Default, null: no credentials; a proxy that asks for some fails such calls.
    /// </summary>
    public Func<string, CtiCredentials?>? Credentials { get; init; }

    /// <summary>How long an idempotency key is remembered. Default: 10 minutes; more than 0.</summary>
    public TimeSpan IdempotencyTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How many idempotency keys are remembered at once; beyond that the oldest is forgotten. Default: 10,000; at least 1.</summary>
    public int MaxIdempotencyKeys { get; init; } = 10_000;

    internal void Validate()
    {
        const int Most = 1 << 20;
        Within(StreamCapacity, 1, Most, nameof(StreamCapacity));
        Within(ReplayCapacity, 0, Most, nameof(ReplayCapacity));
        Within(MaxMonitors, 1, int.MaxValue, nameof(MaxMonitors));
        Within(MaxIdempotencyKeys, 1, int.MaxValue, nameof(MaxIdempotencyKeys));
        ArgumentNullException.ThrowIfNull(MediaPorts);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(IdempotencyTime, TimeSpan.Zero, nameof(IdempotencyTime));
    }

    private static void Within(int value, int least, int most, string name)
    {
        if (value < least || value > most) throw new ArgumentOutOfRangeException(name, value, $"{name} must be {least} to {most}.");
    }
}
