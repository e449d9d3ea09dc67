using SipCti.Transactions;

namespace SipCti.Core.Tests.Transactions;

public class SipTimersTests
{
    [Test]
    public void Defaults_are_those_of_the_RFC()
    {
        var timers = SipTimers.Default;
        Assert.Multiple(() =>
        {
            Assert.That(timers.Timeout, Is.EqualTo(TimeSpan.FromSeconds(32)));
            Assert.That(timers.ResponseRetransmissions, Is.EqualTo(TimeSpan.FromSeconds(32)));
            Assert.That(timers.NonInviteTryingDelay, Is.EqualTo(TimeSpan.FromSeconds(3.5)));
            Assert.That(timers.Validate, Throws.Nothing);
        });
    }

    [Test]
    public void Timer_D_is_never_under_32_seconds() =>
        Assert.That((SipTimers.Default with { T1 = TimeSpan.FromMilliseconds(100) }).ResponseRetransmissions, Is.EqualTo(TimeSpan.FromSeconds(32)));

    [Test]
    public void A_time_that_is_not_possible_is_named()
    {
        var timers = SipTimers.Default;
        Assert.Multiple(() =>
        {
            Assert.That((timers with { T1 = TimeSpan.Zero }).Validate, Refuses("T1"));
            Assert.That((timers with { T1 = TimeSpan.FromSeconds(5) }).Validate, Refuses("T2"));
            Assert.That((timers with { T2 = TimeSpan.FromDays(2) }).Validate, Refuses("T2"));
            Assert.That((timers with { T4 = -TimeSpan.FromSeconds(1) }).Validate, Refuses("T4"));
            Assert.That((timers with { TryingDelay = TimeSpan.Zero }).Validate, Refuses("TryingDelay"));
            Assert.That((timers with { TimerC = TimeSpan.FromMinutes(3) }).Validate, Refuses("TimerC"));
        });

        static NUnit.Framework.Constraints.IConstraint Refuses(string name) =>
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo(name);
    }
}
