using SipCti.Interop.Tests.Harness;

namespace SipCti.Interop.Tests.Peers;

/// <summary>A foreign registrar and proxy: memory-only location table, digest, TCP. Every user's password is <c>pw-</c> and the user.</summary>
internal static class Kamailio
{
    public const string Program = "kamailio";

    public const string Realm = "kamailio.example";

    public static string PasswordOf(string user) => $"pw-{user}";

    /// <summary>Starts it on 127.0.0.1:<paramref name="port"/> and waits until it works; <paramref name="knowsPath"/> says
    /// whether its registrar keeps the Path of a registration (RFC 3327) and routes by it.</summary>
    public static async Task<PeerProcess> StartAsync(Lab lab, int port, bool knowsPath)
    {
        var configuration = lab.WriteFile("kamailio.cfg", Configuration(port, knowsPath));
        // One process a role and little memory: the whole server is there in well under a second.
        var server = lab.Start("kamailio", "kamailio", "-f", configuration, "-DD", "-E", "-w", lab.Directory, "-Y", lab.Directory, "-m", "32", "-M", "4");
        await server.Output.WaitForAsync(l => l.Contains("server works", StringComparison.Ordinal), "working Kamailio");
        return server;
    }

    // The TCP sockets listen before the first worker starts, which says "server works".
    private static string Configuration(int port, bool knowsPath) => $$"""
        #!KAMAILIO
        debug=2
        log_stderror=yes
        fork=yes
        children=1
        tcp_children=2
        listen=udp:127.0.0.1:{{port}}
        listen=tcp:127.0.0.1:{{port}}
        auto_aliases=no
        # With the port: without it Kamailio would take every contact on 127.0.0.1 for itself.
        alias="127.0.0.1:{{port}}"
        mpath="{{ModulePath()}}"
        loadmodule "tm.so"
        loadmodule "sl.so"
        loadmodule "rr.so"
        loadmodule "pv.so"
        loadmodule "maxfwd.so"
        loadmodule "usrloc.so"
        loadmodule "registrar.so"
        loadmodule "textops.so"
        loadmodule "siputils.so"
        loadmodule "xlog.so"
        loadmodule "auth.so"
        modparam("usrloc", "db_mode", 0)
        modparam("registrar", "use_path", {{(knowsPath ? 1 : 0)}})
        # 1: accept a Path also of a terminal that does not say it supports it.
        modparam("registrar", "path_mode", 1)

        event_route[core:worker-one-init] { xlog("L_NOTICE", "server works\n"); }

        request_route {
          xlog("L_NOTICE", "$rm $ru from $si:$sp $ua\n");
          if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
          if (is_method("CANCEL")) { if (t_check_trans()) t_relay(); exit; }
          if (has_totag()) {
            if (loose_route()) { t_relay(); exit; }
            if (is_method("ACK")) { if (t_check_trans()) t_relay(); exit; }
            sl_send_reply("404", "Not Here"); exit;
          }
          t_check_trans();
          if (is_method("REGISTER")) {
            if (!pv_www_authenticate("{{Realm}}", "pw-$fU", "0")) { www_challenge("{{Realm}}", "1"); exit; }
            consume_credentials();
            save("location"); exit;
          }
          # A request that comes with our own Route (the pass-through preloads none, a phone may).
          loose_route();
          if (is_method("INVITE|SUBSCRIBE|REFER")) record_route();
          if (!lookup("location")) { sl_send_reply("404", "Not Found"); exit; }
          t_relay();
        }

        """;

    private static string ModulePath() =>
        Directory.EnumerateDirectories("/usr/lib").Prepend("/usr/lib")
            .Select(d => Path.Combine(d, "kamailio", "modules"))
            .First(Directory.Exists);
}
