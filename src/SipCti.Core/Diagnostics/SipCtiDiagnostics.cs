using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace SipCti.Diagnostics;

/// <summary>
/// The names under which this library can be observed. Instruments are named <c>sipcti.{area}.{what}</c>; nothing is computed
/// for an instrument that nobody listens to.
/// </summary>
public static class SipCtiDiagnostics
{
    /// <summary>The name of the one meter.</summary>
    public const string MeterName = "SipCti";

    /// <summary>The name of the one activity source.</summary>
    public const string ActivitySourceName = "SipCti";

    private static readonly string? Version = typeof(SipCtiDiagnostics).Assembly.GetName().Version?.ToString(3);

    internal static Meter Meter { get; } = new(MeterName, Version);

    internal static ActivitySource ActivitySource { get; } = new(ActivitySourceName, Version);
}
