using SipCti.Messages;
using SipCti.Proxying;
using SipCti.Transport;

namespace SipCti.PassingThrough;

/// <summary>The pass-through's own entries in Record-Route and Path, and the tokens in their user part that say what they lead to.</summary>
internal static class RouteRecord
{
    /// <summary>No flow token begins so: the mark of a passage's token.</summary>
    private const string PassageMark = "pt~";

    /// <summary>The mark of the Contact of a leg in which the pass-through is itself a user agent.</summary>
    private const string OwnLegMark = "ua~";

    public static string NewOwnLegToken() => OwnLegMark + SipTokens.NewTag();

    public static bool IsOwnLegToken(string? token) => token is not null && token.StartsWith(OwnLegMark, StringComparison.Ordinal);

    public static string NewPassageToken() => PassageMark + SipTokens.NewTag();

    public static bool IsPassageToken(string? token) => token is not null && token.StartsWith(PassageMark, StringComparison.Ordinal);

    public static void Add(SipRequest outgoing, HeaderId header, TransportLayer transport, string token) =>
        outgoing.Headers.Prepend(header, $"<{ForwardedRequest.OwnUri(transport, token)}>");

    /// <summary>The route set from here to the called side: the entries of the response's Record-Route that were recorded behind ours, nearest first.</summary>
    public static IReadOnlyList<NameAddr> Beyond(SipResponse response, string token)
    {
        if (!response.TryGetRecordRoutes(out var recorded)) return [];
        var beyond = new List<NameAddr>();
        foreach (var entry in recorded)
        {
            if (entry.Uri.User == token) break;
            beyond.Add(entry);
        }

        beyond.Reverse();
        return beyond;
    }
}
