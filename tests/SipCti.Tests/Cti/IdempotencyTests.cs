using Microsoft.Extensions.Time.Testing;
using SipCti.Cti;
using static SipCti.Tests.Cti.CtiLab;

namespace SipCti.Tests.Cti;

[TestFixture]
public sealed class IdempotencyTests
{
    [Test]
    public async Task A_repeated_request_makes_no_second_call()
    {
        await using var lab = await StartAsync();
        var a = await lab.RegisterAsync("201");
        await using var application = lab.Cti.Connect("crm");
        var options = new MakeCallOptions { IdempotencyKey = "click-1" };
        var first = await application.MakeCall(A, B, options);
        var second = await application.MakeCall(A, B, options with { });
        Assert.That(second, Is.EqualTo(first));
        await a.Peer.ExpectAsync(SipCti.Messages.SipMethod.Invite);
        await lab.Quiet.WhenQuietAsync().WaitAsync(Guard);
        Assert.That((a.Peer.HasNothingMore, lab.Ports.Open), Is.EqualTo((true, 1)));
        Assert.That(async () => await application.MakeCall(A, "sip:203@pbx.example", options), Throws.InstanceOf<CtiException>().With.Message.Contains("click-1"));
    }

    private FakeTimeProvider _time = null!;
    private IdempotencyTable<int> _table = null!;
    private int _performed;

    [SetUp]
    public void SetUp()
    {
        _time = new FakeTimeProvider();
        _table = new IdempotencyTable<int>(_time, TimeSpan.FromMinutes(10), 3);
        _performed = 0;
    }

    private Task<int> Ask(string key, string application = "", string request = "r") => _table.GetOrPerform(application, key, request, () => Task.FromResult(++_performed));

    [Test]
    public async Task A_key_is_remembered_for_its_time_and_no_longer()
    {
        Assert.That(await Ask("k"), Is.EqualTo(1));
        _time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromMilliseconds(1));
        Assert.That(await Ask("k"), Is.EqualTo(1));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That(await Ask("k"), Is.EqualTo(2));
    }

    [Test]
    public async Task Applications_do_not_share_keys()
    {
        Assert.That(await Ask("k", "a"), Is.EqualTo(1));
        Assert.That(await Ask("k", "b"), Is.EqualTo(2));
    }

    [Test]
    public async Task Beyond_the_limit_the_oldest_key_is_forgotten()
    {
        foreach (var key in new[] { "1", "2", "3", "4" }) await Ask(key);
        Assert.That(_table.Count, Is.EqualTo(3));
        Assert.That(await Ask("4"), Is.EqualTo(4));
        Assert.That(await Ask("1"), Is.EqualTo(5));
    }

    [Test]
    public async Task A_request_that_failed_may_be_tried_again()
    {
        Assert.That(async () => await _table.GetOrPerform("", "k", "r", () => Task.FromException<int>(new CtiException(CtiErrorCategory.Operation, CtiErrorValue.Generic, "no"))), Throws.InstanceOf<CtiException>());
        Assert.That(await Ask("k"), Is.EqualTo(1));
        Assert.That(_table.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task Two_at_once_get_one_answer()
    {
        var work = new TaskCompletionSource<int>();
        var first = _table.GetOrPerform("", "k", "r", () => work.Task);
        var second = _table.GetOrPerform("", "k", "r", () => throw new InvalidOperationException("performed twice"));
        work.SetResult(7);
        Assert.That((await first, await second), Is.EqualTo((7, 7)));
    }
}
