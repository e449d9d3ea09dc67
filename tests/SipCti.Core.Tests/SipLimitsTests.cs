namespace SipCti.Core.Tests;

public sealed class SipLimitsTests
{
    [Test]
    public void The_defaults_are_valid() => Assert.That(SipLimits.Default.Validate, Throws.Nothing);

    [TestCase(nameof(SipLimits.MaxHeaderBlockBytes))]
    [TestCase(nameof(SipLimits.MaxHeaderLineBytes))]
    [TestCase(nameof(SipLimits.MaxHeaderCount))]
    [TestCase(nameof(SipLimits.MaxBodyBytes))]
    [TestCase(nameof(SipLimits.MaxConnections))]
    [TestCase(nameof(SipLimits.MaxConnectionsPerAddress))]
    [TestCase(nameof(SipLimits.IdleTimeout))]
    [TestCase(nameof(SipLimits.FirstByteTimeout))]
    [TestCase(nameof(SipLimits.HeaderTimeout))]
    [TestCase(nameof(SipLimits.MaxPendingSendBytes))]
    [TestCase(nameof(SipLimits.ConnectTimeout))]
    [TestCase(nameof(SipLimits.MaxTransactions))]
    [TestCase(nameof(SipLimits.MaxBindingsPerAddressOfRecord))]
    [TestCase(nameof(SipLimits.MaxDialogs))]
    public void A_limit_out_of_range_is_named(string option)
    {
        System.Reflection.PropertyInfo property = typeof(SipLimits).GetProperty(option)!;
        var limits = new SipLimits();
        property.SetValue(limits, property.PropertyType == typeof(int) ? -1 : TimeSpan.Zero);
        Assert.That(limits.Validate, Throws.InstanceOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo(option).And.Message.Contains(option));
    }
}
