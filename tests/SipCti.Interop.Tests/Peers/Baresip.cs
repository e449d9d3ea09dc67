using SipCti.Interop.Tests.Harness;

namespace SipCti.Interop.Tests.Peers;

/// <summary>A headless phone: baresip over TCP with digest credentials, sent everywhere through one outbound proxy.</summary>
internal sealed class Baresip
{
    /// <summary>The programs that a lab must have for this peer.</summary>
    public const string Program = "baresip";

    private readonly BaresipOptions _options;
    private readonly BaresipControl _control;

    private Baresip(BaresipOptions options, BaresipControl control)
    {
        _options = options;
        _control = control;
    }

    public Journal<BaresipEvent> Events => _control.Events;

    public string AddressOfRecord => $"sip:{_options.User}@{_options.Domain}";

    public static async Task<Baresip> StartAsync(Lab lab, BaresipOptions options)
    {
        var home = $"baresip-{options.User}";
        // Silence in and nowhere out (aubridge joined to itself); baresip takes SipPort and, for TLS, the port after it.
        lab.WriteFile($"{home}/config", $"""
            poll_method epoll
            sip_listen 127.0.0.1:{options.SipPort}
            net_interface lo
            audio_player aubridge,{options.User}
            audio_source aubridge,{options.User}
            audio_alert aubridge,alert
            ausrc_srate 8000
            auplay_srate 8000
            rtp_ports {options.RtpPort}-{options.RtpPort + 98}
            module_path {ModulePath()}
            module g711.so
            module aubridge.so
            module uuid.so
            module_tmp account.so
            module_app menu.so
            module_app ctrl_tcp.so
            ctrl_tcp_listen 127.0.0.1:{options.ControlPort}

            """);
        lab.WriteFile($"{home}/contacts", "");
        lab.WriteFile($"{home}/accounts", "");
        // Into a pipe baresip writes whole blocks; line by line we see it become ready.
        var phone = lab.Start(options.User, "stdbuf", "-oL", "baresip", "-4", "-f", Path.Combine(lab.Directory, home));
        await phone.Output.WaitForAsync(l => l.Contains("baresip is ready", StringComparison.Ordinal), "ready phone");
        var control = new BaresipControl(lab, options.User, options.ControlPort);
        lab.Keep(control.Events.Tail);
        return new Baresip(options, control);
    }

    /// <summary>Gives the phone its account and waits for the registrar's word on it. The account comes over the
    /// control connection, so that no event is missed.</summary>
    public async Task RegisterAsync(string expected = "REGISTER_OK")
    {
        var answer = _options.AnswersItself ? "auto" : "manual";
        await _control.CommandAsync("uanew",
            $"<sip:{_options.User}@{_options.Domain};transport=tcp>;auth_user={_options.User};auth_pass={_options.Password};" +
            $"regint=60;answermode={answer};outbound=\"sip:{_options.OutboundProxy};transport=tcp\"");
        var outcome = await Events.WaitForAsync(e => e.Type is "REGISTER_OK" or "REGISTER_FAIL", "registration");
        Assert.That(outcome.Type, Is.EqualTo(expected), $"{_options.User}: {outcome.Parameter}");
    }

    public Task DialAsync(string uri) => _control.CommandAsync("dial", uri);

    public Task AcceptAsync() => _control.CommandAsync("accept");

    public Task HangUpAsync() => _control.CommandAsync("hangup");

    /// <summary>Waits for the phone to report <paramref name="type"/>, from a position in its events.</summary>
    public Task<BaresipEvent> ReportsAsync(string type, int from = 0) => Events.WaitForAsync(e => e.Type == type, type, from);

    /// <summary>Waits until every call that the phone has had is closed.</summary>
    public async Task AllCallsClosedAsync()
    {
        foreach (var call in Events.Snapshot().Select(e => e.CallId).OfType<string>().Distinct())
            await Events.WaitForAsync(e => e.Type == "CALL_CLOSED" && e.CallId == call, $"end of {call}");
    }

    private static string ModulePath() => Directory.Exists("/usr/lib/baresip/modules")
        ? "/usr/lib/baresip/modules"
        : "/usr/local/lib/baresip/modules";
}
