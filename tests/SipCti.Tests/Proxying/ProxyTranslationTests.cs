using SipCti.Messages;
using SipCti.Proxying;
using static SipCti.Tests.Proxying.ProxyLab;

namespace SipCti.Tests.Proxying;

[TestFixture(false, TestName = "Proxy_translation_in_memory")]
[TestFixture(true, TestName = "Proxy_translation_over_sockets")]
public sealed class ProxyTranslationTests(bool realSockets)
{
    [Test]
    public async Task Returned_second_form_comes_as_contact_of_a_302()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets, translator: new DialPlan().Return("0800*", "sip:service-{rest}@pbx.example"));
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1", "sip:08001234@pbx.example"));

        var moved = await caller.ExpectAsync(302);
        Assert.That(moved.Headers.First(HeaderId.Contact), Is.EqualTo("<sip:service-1234@pbx.example>"));
        Assert.That(moved.ToTag, Is.Not.Null);
    }

    [Test]
    public async Task Returned_second_forms_carry_their_order()
    {
        var translator = new FixedTranslator(AddressTranslation.Return([new TranslatedAddress(SipUri.Parse("sip:a@b.example"), 0.9), new TranslatedAddress(SipUri.Parse("sip:c@d.example"), 0.25)], 300));
        await using var lab = await ProxyLab.StartAsync(realSockets, translator: translator);
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1"));

        Assert.That((await caller.ExpectAsync(300)).Headers.Values(HeaderId.Contact), Is.EqualTo(new[] { "<sip:a@b.example>;q=0.9", "<sip:c@d.example>;q=0.25" }));
    }

    [Test]
    public async Task Second_form_that_is_registered_is_sent_on_to_the_terminal()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets, translator: new DialPlan().Rewrite("0", "sip:bob@pbx.example"));
        var bob = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1", "sip:0@pbx.example"));
        var invite = await bob.ExpectAsync(SipMethod.Invite);

        Assert.That(invite.RequestUri.ToString(), Is.EqualTo(ContactOf("bob")));
        await AnswerAsync(bob, invite, 200);
        await caller.ExpectAsync(200);
    }

    [Test]
    public async Task Second_form_at_another_server_is_sent_on_there()
    {
        await using var gateway = await GatewayAsync(realSockets, "sip:{rest}@GATEWAY;transport=tcp");
        var caller = await gateway.Lab.ConnectAsync();

        await caller.SendAsync(Invite("c1", "sip:94711@pbx.example"));
        var trunk = await gateway.Lab.AcceptAsync(gateway.Listener);
        var invite = await trunk.ExpectAsync(SipMethod.Invite);
        await AnswerAsync(trunk, invite, 200);

        Assert.That(invite.RequestUri.ToString(), Is.EqualTo($"sip:4711@{gateway.HostPort};transport=tcp"));
        await caller.ExpectAsync(200);
    }

    [Test]
    public async Task Telephone_number_is_translated_as_a_user_of_the_domain()
    {
        await using var gateway = await GatewayAsync(realSockets, "sip:{rest}@GATEWAY;transport=tcp");
        var caller = await gateway.Lab.ConnectAsync();

        await caller.SendAsync(Invite("c1", "tel:9-47-11"));
        var trunk = await gateway.Lab.AcceptAsync(gateway.Listener);

        Assert.That((await trunk.ExpectAsync(SipMethod.Invite)).RequestUri.User, Is.EqualTo("4711"));
    }

    [TestCase("tel:20-1")]
    [TestCase("sip:20-1;isub=2@pbx.example;user=phone")]
    public async Task Telephone_number_is_looked_up_as_a_user_of_the_domain(string dialled)
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var terminal = await lab.RegisterAsync("201");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1", dialled));

        Assert.That((await terminal.ExpectAsync(SipMethod.Invite)).RequestUri.ToString(), Is.EqualTo(ContactOf("201")));
    }

    [Test]
    public async Task Several_second_forms_are_tried_in_their_order()
    {
        var translator = new FixedTranslator(AddressTranslation.SendOn([new TranslatedAddress(SipUri.Parse("sip:second@pbx.example"), 0.1), new TranslatedAddress(SipUri.Parse("sip:first@pbx.example"), 0.2)]));
        await using var lab = await ProxyLab.StartAsync(realSockets, translator: translator);
        var first = await lab.RegisterAsync("first");
        var second = await lab.RegisterAsync("second");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1"));
        await first.AnswerAsync(await first.ExpectAsync(SipMethod.Invite), 486, "first");
        await AnswerAsync(second, await second.ExpectAsync(SipMethod.Invite), 200, "second");

        Assert.That((await caller.ExpectAsync(200)).ToTag, Is.EqualTo("second"));
    }

    [Test]
    public async Task Second_form_that_nobody_has_answers_404()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets, translator: new DialPlan().Rewrite("0", "sip:nobody@pbx.example"));
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1", "sip:0@pbx.example"));

        await caller.ExpectAsync(404);
    }

    [Test]
    public async Task Requests_inside_a_dialog_are_not_translated()
    {
        var translator = new FixedTranslator(AddressTranslation.None);
        await using var lab = await ProxyLab.StartAsync(realSockets, translator: translator);
        var bob = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1"));
        var invite = await bob.ExpectAsync(SipMethod.Invite);
        await AnswerAsync(bob, invite, 200);
        await caller.ExpectAsync(200);
        await caller.SendAsync(Request("BYE", "c1", ContactOf("bob"), $"Route: {invite.Headers.First(HeaderId.RecordRoute)}", "bt", 2));
        await bob.ExpectAsync(SipMethod.Bye);

        Assert.That(translator.Asked.Select(a => a.User), Is.EqualTo(new[] { "bob" }));
    }

    [Test]
    public async Task The_translator_is_told_what_was_dialled_and_by_whom()
    {
        var translator = new FixedTranslator(AddressTranslation.None);
        await using var lab = await ProxyLab.StartAsync(realSockets, translator: translator, ahead: (context, next) =>
        {
            context.AuthenticatedUser = "alice";
            return next(context);
        });
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1"));
        await caller.ExpectAsync(404);

        var asked = translator.Asked.Single();
        Assert.That(asked.Dialled.ToString(), Is.EqualTo("sip:bob@pbx.example"));
        Assert.That(asked.AuthenticatedUser, Is.EqualTo("alice"));
        Assert.That(asked.Domain, Is.EqualTo("pbx.example"));
        Assert.That(asked.Request.CallId, Is.EqualTo("c1"));
    }

    [Test]
    public async Task A_translator_that_throws_answers_500()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets, translator: new FixedTranslator(null));
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1"));

        await caller.ExpectAsync(500);
    }

    private static async Task<Gateway> GatewayAsync(bool realSockets, string target)
    {
        var plan = new DialPlan();
        var lab = await ProxyLab.StartAsync(realSockets, translator: plan);
        var (listener, hostPort) = await lab.ListenAsync();
        plan.Rewrite("9*", target.Replace("GATEWAY", hostPort, StringComparison.Ordinal));
        return new Gateway(lab, listener, hostPort);
    }

    private sealed record Gateway(ProxyLab Lab, Transport.ILinkListener Listener, string HostPort) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Lab.DisposeAsync();
    }

    private sealed class FixedTranslator(AddressTranslation? answer) : IAddressTranslator
    {
        public List<AddressTranslationRequest> Asked { get; } = [];

        public ValueTask<AddressTranslation> TranslateAsync(AddressTranslationRequest request, CancellationToken cancellationToken)
        {
            Asked.Add(request);
            return answer is null ? throw new InvalidOperationException("The table is gone.") : ValueTask.FromResult(answer);
        }
    }
}
