using System.Diagnostics.Metrics;
using SipCti.Diagnostics;

namespace SipCti.Transactions;

/// <summary>The instruments of the transactions.</summary>
internal static class TransactionMetrics
{
    private static readonly Counter<long> RefusedRequests = SipCtiDiagnostics.Meter.CreateCounter<long>(
        "sipcti.transactions.refused", "{request}", "Requests refused because there were as many transactions as the limit allows");

    private static readonly Counter<long> FailedTransactions = SipCtiDiagnostics.Meter.CreateCounter<long>(
        "sipcti.transactions.failed", "{transaction}", "Failures told to users; side: client or server; reason: timeout or transport");

    private static long _active;

    static TransactionMetrics() => SipCtiDiagnostics.Meter.CreateObservableUpDownCounter(
        "sipcti.transactions.active", static () => Volatile.Read(ref _active), "{transaction}", "Transactions of both sides that there are now");

    public static void Began() => Interlocked.Increment(ref _active);

    public static void Ended() => Interlocked.Decrement(ref _active);

    public static void Refused() => RefusedRequests.Add(1);

    public static void Failed(string side, TransactionFailure failure)
    {
        if (FailedTransactions.Enabled)
        {
            FailedTransactions.Add(
                1,
                new KeyValuePair<string, object?>("side", side),
                new KeyValuePair<string, object?>("reason", failure == TransactionFailure.Timeout ? "timeout" : "transport"));
        }
    }
}
