using System.Diagnostics.Metrics;
using SipCti.Diagnostics;
using SipCti.Messages;
using SipCti.Wire;

namespace SipCti.Transport;

/// <summary>The instruments of the transport.</summary>
internal static class TransportMetrics
{
    private static readonly Counter<long> Opened = SipCtiDiagnostics.Meter.CreateCounter<long>(
        "sipcti.transport.connections.opened", "{connection}", "Connections opened; direction: accepted, connected or in_process");

    private static readonly Counter<long> Refused = SipCtiDiagnostics.Meter.CreateCounter<long>(
        "sipcti.transport.connections.refused", "{connection}", "Connections closed at once because of a limit");

    private static readonly Counter<long> Received = SipCtiDiagnostics.Meter.CreateCounter<long>(
        "sipcti.transport.messages.received", "{message}", "Well-formed messages that came; by method or by class of status");

    private static readonly Counter<long> Sent = SipCtiDiagnostics.Meter.CreateCounter<long>(
        "sipcti.transport.messages.sent", "{message}", "Messages accepted for sending; by method or by class of status");

    private static readonly Counter<long> BytesIn = SipCtiDiagnostics.Meter.CreateCounter<long>(
        "sipcti.transport.bytes.received", "By", "Bytes that came");

    private static readonly Counter<long> BytesOut = SipCtiDiagnostics.Meter.CreateCounter<long>(
        "sipcti.transport.bytes.sent", "By", "Bytes that the transport took");

    private static readonly Counter<long> Writes = SipCtiDiagnostics.Meter.CreateCounter<long>(
        "sipcti.transport.writes", "{write}", "Writes to connections; messages sent per write tell how well sends coalesce");

    private static readonly Counter<long> Faults = SipCtiDiagnostics.Meter.CreateCounter<long>(
        "sipcti.transport.faults", "{message}", "Malformed messages, by fault");

    private static long _open;

    static TransportMetrics() => SipCtiDiagnostics.Meter.CreateObservableUpDownCounter(
        "sipcti.transport.connections.active", static () => Volatile.Read(ref _open), "{connection}", "Connections that are open now");

    public static void ConnectionOpened(Flow flow)
    {
        Interlocked.Increment(ref _open);
        if (Opened.Enabled)
            Opened.Add(1, new KeyValuePair<string, object?>("direction", flow.IsInProcess ? "in_process" : flow.IsAccepted ? "accepted" : "connected"));
    }

    public static void ConnectionClosed() => Interlocked.Decrement(ref _open);

    public static void ConnectionRefused(string limit)
    {
        if (Refused.Enabled)
            Refused.Add(1, new KeyValuePair<string, object?>("limit", limit));
    }

    public static void MessageReceived(SipMessage message)
    {
        if (Received.Enabled)
            Received.Add(1, KindOf(message));
    }

    public static void MessageSent(SipMessage message)
    {
        if (Sent.Enabled)
            Sent.Add(1, KindOf(message));
    }

    public static void BytesReceived(long bytes)
    {
        if (BytesIn.Enabled)
            BytesIn.Add(bytes);
    }

    public static void BytesSent(int bytes)
    {
        if (BytesOut.Enabled)
            BytesOut.Add(bytes);
        if (Writes.Enabled)
            Writes.Add(1);
    }

    public static void Fault(SipFaultKind kind)
    {
        if (Faults.Enabled)
            Faults.Add(1, new KeyValuePair<string, object?>("fault", kind.ToString()));
    }

    // A peer chooses the method: unknown ones share a value, or it could make as many time series as it likes.
    private static KeyValuePair<string, object?> KindOf(SipMessage message) => message switch
    {
        SipRequest request => new("sip.request.method", MethodNames.KnownOrOther(request.Method)),
        SipResponse response => new("sip.response.class", StatusClass(response.StatusCode)),
        _ => default,
    };

    private static string StatusClass(int status) => (status / 100) switch
    {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        5 => "5xx",
        _ => "6xx",
    };

    private static class MethodNames
    {
        private static readonly HashSet<SipMethod> Known =
        [
            SipMethod.Invite, SipMethod.Ack, SipMethod.Bye, SipMethod.Cancel, SipMethod.Register, SipMethod.Options, SipMethod.Refer,
            SipMethod.Notify, SipMethod.Subscribe, SipMethod.Info, SipMethod.Update, SipMethod.Prack, SipMethod.Message, SipMethod.Publish,
        ];

        public static string KnownOrOther(SipMethod method) => Known.Contains(method) ? method.Name : "_OTHER";
    }
}
