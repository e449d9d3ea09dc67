using SipCti.Diagnostics;

namespace SipCti.Core.Tests.Diagnostics;

public class QuiescenceTests
{
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(10);

    [Test]
    public void Quiet_at_the_start() => Assert.That(new Quiescence().WhenQuietAsync().IsCompleted);

    [Test]
    public async Task Waiters_go_on_when_the_last_work_ends()
    {
        var quiescence = new Quiescence();
        quiescence.Enter();
        quiescence.Enter();
        var first = quiescence.WhenQuietAsync();
        var second = quiescence.WhenQuietAsync();

        quiescence.Exit();
        Assert.Multiple(() =>
        {
            Assert.That(quiescence.IsQuiet, Is.False);
            Assert.That(first.IsCompleted, Is.False);
        });

        quiescence.Exit();
        await first.WaitAsync(Guard);
        await second.WaitAsync(Guard);
        Assert.That(quiescence.IsQuiet);
    }

    [Test]
    public void Exit_without_enter_is_a_mistake_that_shows() =>
        Assert.That(new Quiescence().Exit, Throws.InvalidOperationException);
}
