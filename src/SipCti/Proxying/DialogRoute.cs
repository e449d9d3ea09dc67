using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using SipCti.Messages;

namespace SipCti.Proxying;

/// <summary>
/// What a proxy writes into its Record-Route, to find it again in the Route of requests inside the dialog: a proof that it wrote
/// it for this Call-ID, and the connections of those ends that are connected here directly (as RFC 5626 section 5.3 has it), because the address in
/// the Contact of a terminal behind a NAT leads nowhere.
/// <para>
/// Without the proof, anybody who writes a To tag and this server into a Route would be inside a dialog, past the
/// authenticator, and could have a request sent anywhere.
/// </para>
/// </summary>
/// <param name="FlowA">The token of one end's connection; null when it is not connected here directly.</param>
/// <param name="FlowB">The token of the other end's connection; null when it is not connected here directly.</param>
internal readonly record struct DialogRoute(string? FlowA, string? FlowB)
{
    private const string Parameter = "dialog";
    private const char Separator = '~';
    private const int ProofBytes = 12;

    /// <summary>The URI parameter for the Record-Route, with its semicolon.</summary>
    /// <param name="key">The proxy's secret.</param>
    /// <param name="callId">The Call-ID of the dialog.</param>
    public string ToParameter(ReadOnlySpan<byte> key, string callId) =>
        FlowA is null && FlowB is null
            ? $";{Parameter}={Prove(key, callId, "")}"
            : $";{Parameter}={Prove(key, callId, Flows)}{Flows}";

    /// <summary>Reads a Route of this server's.</summary>
    /// <param name="own">The Route's URI.</param>
    /// <param name="key">The proxy's secret.</param>
    /// <param name="callId">The Call-ID of the request.</param>
    /// <param name="route">What was written.</param>
    /// <returns>False when it was not written here for this Call-ID.</returns>
    public static bool TryRead(SipUri own, ReadOnlySpan<byte> key, string callId, out DialogRoute route)
    {
        route = default;
        if (own.Parameters[Parameter] is not { } text) return false;
        var end = text.IndexOf(Separator, StringComparison.Ordinal);
        var (proof, flows) = end < 0 ? (text, "") : (text[..end], text[end..]);
        var expected = Prove(key, callId, flows);
        if (!CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(expected.AsSpan()), MemoryMarshal.AsBytes(proof.AsSpan()))) return false;
        if (flows.Split(Separator) is [_, var a, var b]) route = new DialogRoute(a.Length > 0 ? a : null, b.Length > 0 ? b : null);
        return true;
    }

    /// <summary>The connection of the end that a request is for.</summary>
    /// <param name="arrivedOn">The token of the connection on which it came.</param>
    /// <returns>The token; null when that end is not connected here directly, or nobody can tell which end it is.</returns>
    public string? Opposite(string arrivedOn) =>
        FlowA == arrivedOn ? FlowB
        : FlowB == arrivedOn || FlowB is null ? FlowA
        : FlowA is null ? FlowB
        : null;

    private string Flows => $"{Separator}{FlowA}{Separator}{FlowB}";

    private static string Prove(ReadOnlySpan<byte> key, string callId, string flows)
    {
        Span<byte> mac = stackalloc byte[SHA256.HashSizeInBytes];
        // The line end, which no URI has, keeps the two apart.
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{flows}\n{callId}"), mac);
        return Base64Url.EncodeToString(mac[..ProofBytes]);
    }
}
