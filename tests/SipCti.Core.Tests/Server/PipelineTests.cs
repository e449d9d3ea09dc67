using Moq;
using SipCti.Messages;
using SipCti.Server;

namespace SipCti.Core.Tests.Server;

public class PipelineTests
{
    [Test]
    public async Task Components_see_a_request_in_the_order_in_which_they_were_added()
    {
        var seen = new List<string>();
        await using var lab = await ServerLab.StartAsync(b => b
            .Use((_, next) => Note("first", next, _))
            .Use((_, next) => Note("second", next, _))
            .Use((c, _) => { c.Respond(200); return default; })
            .Use((_, next) => Note("never", next, _)));
        Assert.That((await lab.AskAsync("MESSAGE")).StatusCode, Is.EqualTo(200));
        Assert.That(seen, Is.EqualTo(new[] { "first", "second" }));

        ValueTask Note(string name, SipRequestDelegate next, SipRequestContext context)
        {
            seen.Add(name);
            return next(context);
        }
    }

    [Test]
    public async Task A_method_that_no_component_has_is_answered_405_with_allow()
    {
        await using var lab = await ServerLab.StartAsync(b => b.Use(Component(SipMethod.Register)));
        var answer = await lab.AskAsync("SUBSCRIBE");
        Assert.That(answer.StatusCode, Is.EqualTo(405));
        Assert.That(answer.Headers.Values(HeaderId.Allow), Is.EquivalentTo(new[] { "REGISTER", "OPTIONS" }));
    }

    [Test]
    public async Task A_method_that_nobody_knows_is_answered_501()
    {
        await using var lab = await ServerLab.StartAsync(b => b.Use(Component(SipMethod.Register)));
        Assert.That((await lab.AskAsync("FROBNICATE")).StatusCode, Is.EqualTo(501));
    }

    [Test]
    public async Task A_request_that_nobody_claims_is_answered_404()
    {
        await using var lab = await ServerLab.StartAsync(b => b.Use(Component(SipMethod.Message)));
        Assert.That((await lab.AskAsync("MESSAGE")).StatusCode, Is.EqualTo(404));
    }

    [Test]
    public async Task A_request_in_an_unknown_dialog_is_answered_481()
    {
        await using var lab = await ServerLab.StartAsync(b => b.Use(Component(SipMethod.Message)));
        Assert.That((await lab.AskAsync("MESSAGE", toTag: "gone")).StatusCode, Is.EqualTo(481));
    }

    [Test]
    public async Task Options_to_the_server_itself_is_answered_200_with_allow()
    {
        await using var lab = await ServerLab.StartAsync(b => b.Use(Component(SipMethod.Invite)));
        var answer = await lab.AskAsync("OPTIONS", $"sip:127.0.0.1:{lab.Server.Transport.LocalEndPoints[0].Port}");
        Assert.That(answer.StatusCode, Is.EqualTo(200));
        Assert.That(answer.Headers.Values(HeaderId.Allow), Does.Contain("INVITE"));
        Assert.That((await lab.AskAsync("OPTIONS")).StatusCode, Is.EqualTo(404));
    }

    [Test]
    public async Task An_exception_before_or_after_an_await_is_answered_500_and_the_server_lives_on()
    {
        await using var lab = await ServerLab.StartAsync(b => b.Use(async (c, _) =>
        {
            if (c.Request.Method == SipMethod.Message) throw new InvalidOperationException("at once");
            await Task.Yield();
            if (c.Request.Method == SipMethod.Info) throw new InvalidOperationException("later");
            c.Respond(200);
        }));
        Assert.That((await lab.AskAsync("MESSAGE")).StatusCode, Is.EqualTo(500));
        Assert.That((await lab.AskAsync("INFO")).StatusCode, Is.EqualTo(500));
        Assert.That((await lab.AskAsync("OPTIONS")).StatusCode, Is.EqualTo(200));
    }

    [Test]
    public async Task A_component_s_await_comes_back_to_the_strand_of_the_call()
    {
        await using var lab = await ServerLab.StartAsync(b => b.Use(async (c, _) =>
        {
            var strand = c.Server.Strands.For(c.Request.CallId);
            var before = strand.IsCurrent;
            await Task.Run(() => { });
            c.Respond(before && strand.IsCurrent ? 200 : 500);
        }));
        Assert.That((await lab.AskAsync("MESSAGE")).StatusCode, Is.EqualTo(200));
    }

    [Test]
    public async Task Every_response_of_a_request_has_the_same_to_tag()
    {
        await using var lab = await ServerLab.StartAsync(b => b.Use((c, _) => { c.Respond(180); c.Respond(486); return default; }));
        var ringing = await lab.AskAsync("INVITE");
        var busy = (SipResponse)await lab.Peer.ReceiveAsync();
        Assert.That(ringing.ToTag, Is.Not.Null.And.EqualTo(busy.ToTag));
    }

    [Test]
    public async Task A_component_is_attached_started_told_of_lost_flows_and_drained()
    {
        var closed = new TaskCompletionSource();
        var component = new Mock<ISipComponent> { CallBase = true };
        component.SetupGet(c => c.Methods).Returns([]);
        component.Setup(c => c.OnFlowClosed(It.IsAny<SipCti.Transport.Flow>())).Callback(closed.SetResult);
        var lab = await ServerLab.StartAsync(b => b.Use(component.Object));
        component.Verify(c => c.Attach(lab.Server), Times.Once);
        component.Verify(c => c.StartAsync(It.IsAny<CancellationToken>()), Times.Once);
        await lab.Peer.DisposeAsync();
        await closed.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await lab.Server.StopAsync();
        await lab.Server.StopAsync();
        component.Verify(c => c.DrainAsync(It.IsAny<CancellationToken>()), Times.Once);
    }

    private static ISipComponent Component(SipMethod method)
    {
        var component = new Mock<ISipComponent>();
        component.SetupGet(c => c.Methods).Returns([method]);
        component.Setup(c => c.InvokeAsync(It.IsAny<SipRequestContext>(), It.IsAny<SipRequestDelegate>())).Returns((SipRequestContext c, SipRequestDelegate next) => next(c));
        return component.Object;
    }
}
