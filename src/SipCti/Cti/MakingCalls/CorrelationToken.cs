using SipCti.Messages;
using SipCti.PassingThrough;

namespace SipCti.Cti;

/// <summary>The one-use token by which the INVITE that a terminal sends after a REFER is known: a parameter of the URI that the terminal was told to call.</summary>
internal static class CorrelationToken
{
    // RFC 3261 19.1.4: a parameter that only one of two URIs has, and that is not transport, user, ttl, method or maddr, does not make them differ.
    public const string Parameter = "cti-call";

    public static SipUri AddTo(SipUri uri, string token) => uri.WithParameter(Parameter, token);

    /// <summary>Takes the token off the URI with which the INVITE goes on; null when it has none.</summary>
    public static string? Take(Passage passage)
    {
        var token = passage.RequestUri.Parameters[Parameter];
        if (token is not null || passage.RequestUri.Parameters.Contains(Parameter)) passage.RequestUri = passage.RequestUri.WithoutParameter(Parameter);
        return token;
    }
}
