using System.Net;
using Microsoft.Extensions.Logging;
using PbxHost.CommandLine;

namespace SipCti.Interop.Tests;

internal sealed class HostCommandTests
{
    [Test]
    public void Defaults_are_both_servers_on_loopback()
    {
        var options = new HostCommand().Parse(["--no-auth"], out _)!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(options.Role, Is.EqualTo(HostRole.Both));
            Assert.That(options.Listen, Is.EqualTo(new IPEndPoint(IPAddress.Loopback, 5060)));
            Assert.That(options.ProxyListen, Is.EqualTo(new IPEndPoint(IPAddress.Loopback, 5070)));
            Assert.That(options.Registration, Is.EqualTo(RegistrationPathMode.Path));
            Assert.That(options.Authenticate, Is.False);
            Assert.That(options.LogLevel, Is.EqualTo(LogLevel.Warning));
        }
    }

    [Test]
    public void Every_option_reaches_the_host()
    {
        var options = new HostCommand().Parse(["--pass-through-only", "--listen", "0.0.0.0:15060", "--next-hop",
            "sip:192.0.2.1:5070;transport=tcp", "--registration", "contact", "--realm", "pbx", "--log-level", "Debug"], out _)!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(options.Role, Is.EqualTo(HostRole.PassThroughOnly));
            Assert.That(options.Listen, Is.EqualTo(new IPEndPoint(IPAddress.Any, 15060)));
            Assert.That(options.NextHop, Is.EqualTo("sip:192.0.2.1:5070;transport=tcp"));
            Assert.That(options.Registration, Is.EqualTo(RegistrationPathMode.Contact));
            Assert.That(options.Realm, Is.EqualTo("pbx"));
            Assert.That(options.LogLevel, Is.EqualTo(LogLevel.Debug));
        }
    }

    [TestCase("--listen", "--listen 127.0.0.1 --no-auth")]
    [TestCase("--listen", "--listen 127.0.0.1:0 --no-auth")]
    [TestCase("--listen", "--listen pbx:5060 --no-auth")]
    [TestCase("--proxy-listen", "--proxy-listen 127.0.0.1:99999 --no-auth")]
    [TestCase("--next-hop", "--pass-through-only")]
    [TestCase("--next-hop", "--pass-through-only --next-hop 127.0.0.1:5070")]
    [TestCase("--next-hop", "--pass-through-only --next-hop tel:+15551234")]
    [TestCase("--next-hop", "--pass-through-only --next-hop sips:127.0.0.1:5061")]
    [TestCase("--next-hop", "--pass-through-only --next-hop sip:127.0.0.1:5070;transport=udp")]
    [TestCase("--next-hop", "--next-hop sip:127.0.0.1:5070 --no-auth")]
    [TestCase("--proxy-only", "--proxy-only --pass-through-only --no-auth --next-hop sip:127.0.0.1")]
    [TestCase("--users", "")]
    [TestCase("--users", "--users no-such-file")]
    [TestCase("--users", "--users no-such-file --no-auth")]
    [TestCase("--translate", "--translate no-such-file --no-auth")]
    [TestCase("--registration", "--registration both --no-auth")]
    [TestCase("--realm", "--realm \" --no-auth")]
    [TestCase("--log-level", "--log-level loud --no-auth")]
    [TestCase("--colour", "--colour --no-auth")]
    public void A_wrong_value_is_refused_by_the_name_of_its_option(string option, string commandLine)
    {
        var options = new HostCommand().Parse(commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries), out var errors);
        Assert.That(options, Is.Null);
        Assert.That(errors, Has.Some.Contains(option));
    }
}
