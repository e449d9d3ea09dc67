using SipCti.Messages;
using SipCti.Server;
using SipCti.Testing;

namespace SipCti.Tests.Testing;

/// <summary>A server that answers as a test says, and keeps what it was asked.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly SipServer _server;
    private readonly Func<SipRequest, SipRequestContext, SipResponse?> _script;

    private ScriptedServer(SipLab lab, string name, Func<SipRequest, SipRequestContext, SipResponse?> script)
    {
        _script = script;
        _server = SipServer.Create(lab.Node(name)).Use(Handle).Build();
    }

    public List<SipRequest> Requests { get; } = [];

    public static async Task<ScriptedServer> StartAsync(SipLab lab, string name, Func<SipRequest, SipRequestContext, SipResponse?> script)
    {
        var server = new ScriptedServer(lab, name, script);
        await server._server.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private ValueTask Handle(SipRequestContext context, SipRequestDelegate next)
    {
        lock (Requests) Requests.Add(context.Request);
        if (_script(context.Request, context) is { } response) context.Respond(response);
        return default;
    }
}
