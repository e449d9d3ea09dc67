using SipCti.Messages;
using SipCti.Transactions;
using SipCti.Transport;

namespace SipCti.Server;

/// <summary>A new request on its way through the pipeline. Used on the strand of its Call-ID only.</summary>
public sealed class SipRequestContext
{
    private Dictionary<Type, object>? _features;
    private string? _toTag;

    internal SipRequestContext(SipServer server, SipRequest request, Flow flow, ServerTransaction? transaction)
    {
        Server = server;
        Request = request;
        Flow = flow;
        Transaction = transaction;
    }

    /// <summary>The server that received the request.</summary>
    public SipServer Server { get; }

    /// <summary>The request.</summary>
    public SipRequest Request { get; }

    /// <summary>The flow on which the request came.</summary>
    public Flow Flow { get; }

    /// <summary>The server transaction; null for an ACK to a 2xx, which cannot be answered.</summary>
    public ServerTransaction? Transaction { get; }

    /// <summary>The user that an authenticator has verified; null when nobody did.</summary>
    public string? AuthenticatedUser { get; set; }

    /// <summary>A response to the request with this context's To tag, the same for every response (RFC 3261 section 8.2.6.2).</summary>
    /// <param name="statusCode">The status, 100 to 699.</param>
    /// <param name="reasonPhrase">The reason phrase; null for the usual one.</param>
    /// <returns>The response, not yet sent.</returns>
    public SipResponse CreateResponse(int statusCode, string? reasonPhrase = null)
    {
        _toTag ??= SipTokens.NewTag();
        var response = Request.CreateResponse(statusCode, reasonPhrase, statusCode == 100 ? null : _toTag);
        if (Server.Options.ServerName is { } name && statusCode != 100) response.Headers.Set(HeaderId.Server, name);
        return response;
    }

    /// <summary>Sends a response. Does nothing for an ACK.</summary>
    /// <param name="response">The response.</param>
    public void Respond(SipResponse response) => Transaction?.Respond(response);

    /// <summary>Sends a response with a status and a reason. Does nothing for an ACK.</summary>
    /// <param name="statusCode">The status, 100 to 699.</param>
    /// <param name="reasonPhrase">The reason phrase; null for the usual one.</param>
    public void Respond(int statusCode, string? reasonPhrase = null)
    {
        if (Transaction is not null) Respond(CreateResponse(statusCode, reasonPhrase));
    }

    /// <summary>What an earlier component left for later ones.</summary>
    /// <typeparam name="T">The type under which it was left.</typeparam>
    /// <returns>The value, or null.</returns>
    public T? Get<T>() where T : class => _features is not null && _features.TryGetValue(typeof(T), out var value) ? (T)value : null;

    /// <summary>Leaves a value for later components.</summary>
    /// <typeparam name="T">The type under which it is left.</typeparam>
    /// <param name="value">The value.</param>
    public void Set<T>(T value) where T : class
    {
        ArgumentNullException.ThrowIfNull(value);
        (_features ??= [])[typeof(T)] = value;
    }
}
