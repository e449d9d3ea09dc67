using System.Net;

namespace SipCti.Interop.Tests.Peers;

/// <summary>One SIP message as tshark saw it on the wire.</summary>
internal sealed record CapturedMessage(IPEndPoint Source, IPEndPoint Destination, string StartLine, IReadOnlyList<KeyValuePair<string, string>> Headers)
{
    /// <summary>The method of a request; null of a response.</summary>
    public string? Method => IsResponse ? null : StartLine.Split(' ')[0];

    /// <summary>The status of a response; null of a request.</summary>
    public int? Status => IsResponse ? int.Parse(StartLine.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture) : null;

    public string RequestUri => IsResponse ? "" : StartLine.Split(' ')[1];

    public string CallId => Header("Call-ID") ?? "";

    private bool IsResponse => StartLine.StartsWith("SIP/", StringComparison.Ordinal);

    public string? Header(string name) =>
        Headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public override string ToString() => $"{Source} > {Destination} {StartLine} [{Header("CSeq")}]";
}
