using System.Net;
using SipCti.Dialogs;
using SipCti.Messages;
using SipCti.Server;
using SipCti.Strands;
using SipCti.Testing;

namespace SipCti.Tests.Testing;

/// <summary>Calls a terminal and refers it to somebody, as an application does through a fake inbound call.</summary>
internal sealed class Referrer : IAsyncDisposable, IDialogUser
{
    private readonly DialogTable _dialogs = new();
    private readonly SipServer _server;
    private Dialog? _dialog;

    private Referrer(SipLab lab, string name) => _server = SipServer.Create(lab.Node(name)).Use(_dialogs).Use(new Owner()).Build();

    private Strand Strand => _server.Strands.For(_dialog!.CallId);

    public static async Task<Referrer> StartAsync(SipLab lab, string name)
    {
        var referrer = new Referrer(lab, name);
        await referrer._server.StartAsync();
        return referrer;
    }

    public Task CallAsync(IPEndPoint endPoint, string user)
    {
        var transport = _server.Transport;
        var target = SipUri.Parse($"sip:{user}@{endPoint};transport=tcp");
        var invite = SipRequest.Create(
            SipMethod.Invite, target, new NameAddr(SipUri.Create("app", "pbx.example")).WithTag(SipTokens.NewTag()), new NameAddr(target), SipTokens.NewCallId(), 1);
        invite.Headers.Append(HeaderId.Contact, $"<sip:app@{transport.SentByHost}:{transport.SentByPort};transport=tcp>");
        return _server.Strands.For(invite.CallId).RunAsync(async () =>
        {
            var response = await _server.SendAsync(invite, endPoint);
            _dialog = Dialog.FromUac(invite, response)!;
            _dialogs.Add(_dialog, this);
            _server.Transactions.SendStateless(_dialog.CreateAck(1), (await _server.ResolveAsync(_dialog.NextHop))!.Value);
        });
    }

    public Task<SipResponse> ReferAsync(string referTo, string? referredBy = null) => Strand.RunAsync(async () =>
    {
        var refer = _dialog!.CreateRequest(SipMethod.Refer);
        refer.Headers.Append(HeaderId.ReferTo, referTo);
        if (referredBy is not null) refer.Headers.Append(HeaderId.ReferredBy, referredBy);
        return await _server.SendAsync(refer, (await _server.ResolveAsync(_dialog.NextHop))!.Value);
    });

    public Task HangUpAsync() => Strand.RunAsync(async () =>
    {
        _dialogs.Remove(_dialog!);
        await _server.SendAsync(_dialog!.CreateRequest(SipMethod.Bye), (await _server.ResolveAsync(_dialog.NextHop))!.Value);
    });

    public ValueTask OnRequestAsync(SipRequestContext context)
    {
        context.Respond(200);
        return default;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private sealed class Owner : ISipComponent
    {
        // What is sent inside dialogs, so that a NOTIFY of none is answered 481.
        public IReadOnlyList<SipMethod> Methods { get; } = [SipMethod.Notify, SipMethod.Bye];

        public ValueTask InvokeAsync(SipRequestContext context, SipRequestDelegate next) => next(context);
    }
}
