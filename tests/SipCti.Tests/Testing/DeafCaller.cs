using System.Net;
using SipCti.Messages;
using SipCti.Server;
using SipCti.Strands;
using SipCti.Testing;

namespace SipCti.Tests.Testing;

/// <summary>A caller that builds its INVITE as a test wants it and never sends an ACK to a 2xx.</summary>
internal sealed class DeafCaller(SipServer server) : IAsyncDisposable
{
    public static async Task<DeafCaller> StartAsync(SipLab lab, string name)
    {
        var server = SipServer.Create(lab.Node(name)).Use((context, _) =>
        {
            context.Respond(200);
            return default;
        }).Build();
        await server.StartAsync();
        return new DeafCaller(server);
    }

    public Task<SipResponse> InviteAsync(IPEndPoint to, Action<SipRequest>? change = null) => SendAsync(SipMethod.Invite, to, change);

    public Task<SipResponse> SendAsync(SipMethod method, IPEndPoint to, Action<SipRequest>? change = null)
    {
        var transport = server.Transport;
        var target = SipUri.Parse($"sip:bob@{to};transport=tcp");
        var from = new NameAddr(SipUri.Create("deaf", "pbx.example")).WithTag(SipTokens.NewTag());
        var request = SipRequest.Create(method, target, from, new NameAddr(target), SipTokens.NewCallId(), 1);
        request.Headers.Append(HeaderId.Contact, $"<sip:deaf@{transport.SentByHost}:{transport.SentByPort};transport=tcp>");
        change?.Invoke(request);
        return server.Strands.For(request.CallId).RunAsync(() => server.SendAsync(request, to));
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
