using System.Net;
using Microsoft.Extensions.Time.Testing;
using SipCti.Transport;

namespace SipCti.Core.Tests.Transport;

/// <summary>What a server calls itself, and what it answers to.</summary>
public sealed class LocalNamesTests
{
    private readonly FakeTimeProvider _time = new();
    private List<IPAddress> _machine = [];

    [SetUp]
    public void SetUp() => _machine = [IPAddress.Loopback, IPAddress.Parse("192.0.2.7"), IPAddress.Parse("2001:db8::7")];

    [Test]
    public void The_first_listener_is_the_name()
    {
        var names = Names(null, "192.0.2.7:5070", "127.0.0.1:5060");
        Assert.That((names.SentByHost, names.SentByPort), Is.EqualTo(("192.0.2.7", 5070)));
    }

    [Test]
    public void The_advertised_host_goes_before_it()
    {
        var names = Names("pbx.example.com", "192.0.2.7:5070");
        Assert.That((names.SentByHost, names.SentByPort), Is.EqualTo(("pbx.example.com", 5070)));
    }

    [Test]
    public void A_wildcard_is_named_after_the_machine()
    {
        Assert.That(Names(null, "0.0.0.0:5060").SentByHost, Is.EqualTo("192.0.2.7"));
        Assert.That(Names(null, "[::]:5060").SentByHost, Is.EqualTo("[2001:db8::7]"));
    }

    [Test]
    public void A_machine_without_a_network_is_named_after_its_loopback()
    {
        _machine = [IPAddress.Loopback];
        Assert.That(Names(null, "0.0.0.0:5060").SentByHost, Is.EqualTo("127.0.0.1"));
        Assert.That(Names(null, "[::]:5060").SentByHost, Is.EqualTo("[::1]"));
    }

    [Test]
    public void Who_listens_nowhere_has_a_name_of_its_own()
    {
        var names = Names(null);
        Assert.That(names.SentByHost, Does.Match(@"^\[100::[0-9a-f:]+\]$"));
        Assert.That(names.IsLocal(names.SentByHost, names.SentByPort));
        Assert.That(names.IsLocal(Names(null).SentByHost, 5060), Is.False);
    }

    [TestCase("192.0.2.7", 5070, true)]
    [TestCase("192.0.2.7", null, false)]
    [TestCase("192.0.2.7", 5060, false)]
    [TestCase("192.0.2.8", 5070, false)]
    [TestCase("PBX.Example.COM", 5070, true)]
    [TestCase("pbx.example.com.", 5070, true)]
    [TestCase("pbx.example.com", null, false)]
    [TestCase("other.example.com", 5070, false)]
    [TestCase("127.0.0.1", 5060, false)]
    [TestCase("010.0.0.1", 5070, false)]
    public void A_listener_is_local_by_address_and_port(string host, int? port, bool local) =>
        Assert.That(Names("pbx.example.com", "192.0.2.7:5070").IsLocal(host, port), Is.EqualTo(local));

    [TestCase("192.0.2.7", null, true)]
    [TestCase("127.0.0.1", 5060, true)]
    [TestCase("127.8.9.1", 5060, true)]
    [TestCase("localhost", 5060, true)]
    [TestCase("192.0.2.8", 5060, false)]
    [TestCase("[2001:db8::7]", 5060, false)]
    [TestCase("192.0.2.7", 5061, false)]
    public void A_wildcard_is_local_by_every_address_of_the_machine(string host, int? port, bool local) =>
        Assert.That(Names(null, "0.0.0.0:5060").IsLocal(host, port), Is.EqualTo(local));

    [TestCase("[2001:db8::7]", true)]
    [TestCase("2001:0db8::0007", true)]
    [TestCase("[2001:db8::8]", false)]
    [TestCase("[2001:db8::7", false)]
    public void An_ipv6_address_is_one_however_it_is_written(string host, bool local) =>
        Assert.That(Names(null, "[2001:db8::7]:5060").IsLocal(host, 5060), Is.EqualTo(local));

    [Test]
    public void An_address_that_the_machine_gets_later_becomes_local()
    {
        var names = Names(null, "0.0.0.0:5060");
        _machine = [IPAddress.Parse("192.0.2.99")];
        Assert.That(names.IsLocal("192.0.2.99", null), Is.False);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(names.IsLocal("192.0.2.99", null));
        Assert.That(names.SentByHost, Is.EqualTo("192.0.2.7"), "The name in headers stays: responses and routes come back by it.");
    }

    [Test]
    public void The_machine_has_addresses() =>
        Assert.That(new LocalNames(null, _time).IsLocal(new IPEndPoint(IPAddress.Loopback, 5060)), Is.False);

    private LocalNames Names(string? advertised, params string[] listeners)
    {
        var names = new LocalNames(advertised, _time, () => _machine);
        foreach (var listener in listeners)
            names.Add(IPEndPoint.Parse(listener));
        return names;
    }
}
