using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using Microsoft.Extensions.Logging;
using SipCti.Messages;

namespace PbxHost.CommandLine;

/// <summary>The command line: its options, and what a wrong value is answered with.</summary>
internal sealed class HostCommand
{
    private readonly Option<IPEndPoint> _listen = EndPointOption("--listen", "127.0.0.1:5060",
        "Where the pass-through listens for terminals, ADDRESS:PORT.");

    private readonly Option<IPEndPoint> _proxyListen = EndPointOption("--proxy-listen", "127.0.0.1:5070",
        "Where the proxy listens, ADDRESS:PORT.");

    private readonly Option<bool> _proxyOnly = new("--proxy-only") { Description = "Run the proxy alone." };

    private readonly Option<bool> _passThroughOnly = new("--pass-through-only")
    {
        Description = "Run the pass-through alone, in front of the proxy named by --next-hop.",
    };

    private readonly Option<string?> _nextHop = new("--next-hop")
    {
        Description = "The proxy behind the pass-through, sip:host:port;transport=tcp.",
    };

    private readonly Option<RegistrationPathMode> _registration = new("--registration")
    {
        Description = "How the pass-through stays in the path of a registration: path (RFC 3327) or contact (rewriting).",
        DefaultValueFactory = _ => RegistrationPathMode.Path,
    };

    private readonly Option<string> _realm = new("--realm")
    {
        Description = "The digest realm.",
        DefaultValueFactory = _ => "pbx.example",
    };

    private readonly Option<FileInfo?> _users = new("--users")
    {
        Description = "The users, one a line: user,password. The pass-through alone calls with them in a terminal's place.",
    };

    private readonly Option<bool> _noAuth = new("--no-auth") { Description = "Believe every terminal, challenge nobody." };

    private readonly Option<FileInfo?> _translate = new("--translate") { Description = "The address translation rules." };

    private readonly Option<LogLevel> _logLevel = new("--log-level")
    {
        Description = "Trace, Debug, Information, Warning, Error, Critical or None; the log goes to standard error.",
        DefaultValueFactory = _ => LogLevel.Warning,
    };

    private readonly RootCommand _root = new("A PBX with computer telephony: a SIP proxy and a pass-through server before it.");

    public HostCommand()
    {
        _nextHop.Validators.Add(CheckNextHop);
        _users.Validators.Add(CheckFileExists);
        _translate.Validators.Add(CheckFileExists);
        _realm.Validators.Add(CheckRealm);
        foreach (var option in (Option[])[_listen, _proxyListen, _proxyOnly, _passThroughOnly, _nextHop, _registration,
            _realm, _users, _noAuth, _translate, _logLevel])
        {
            _root.Options.Add(option);
        }

        _root.Validators.Add(CheckTogether);
    }

    /// <summary>Parses <paramref name="args"/>; errors, help and version are written and answered with an exit code by
    /// the library itself, and only a valid command line reaches <paramref name="run"/>.</summary>
    public Task<int> InvokeAsync(string[] args, Func<HostOptions, Task<int>> run)
    {
        _root.SetAction((result, _) => run(Read(result)));
        // The host ends by its own signal handling, which gives calls and connections their time.
        return _root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    /// <summary>The options of <paramref name="args"/>, or the reasons why they are refused.</summary>
    public HostOptions? Parse(string[] args, out IReadOnlyList<string> errors)
    {
        var result = _root.Parse(args);
        errors = [.. result.Errors.Select(e => e.Message)];
        return errors.Count == 0 ? Read(result) : null;
    }

    private HostOptions Read(ParseResult result) => new()
    {
        Role = result.GetValue(_proxyOnly) ? HostRole.ProxyOnly
            : result.GetValue(_passThroughOnly) ? HostRole.PassThroughOnly
            : HostRole.Both,
        Listen = result.GetRequiredValue(_listen),
        ProxyListen = result.GetRequiredValue(_proxyListen),
        NextHop = result.GetValue(_nextHop),
        Registration = result.GetValue(_registration),
        Realm = result.GetRequiredValue(_realm),
        Authenticate = !result.GetValue(_noAuth),
        UsersFile = result.GetValue(_users),
        TranslateFile = result.GetValue(_translate),
        LogLevel = result.GetValue(_logLevel),
    };

    private void CheckTogether(CommandResult result)
    {
        var proxyOnly = result.GetValue(_proxyOnly);
        var passThroughOnly = result.GetValue(_passThroughOnly);
        var nextHop = result.GetResult(_nextHop) is not null;
        if (proxyOnly && passThroughOnly)
            result.AddError("--proxy-only and --pass-through-only exclude each other.");
        if (passThroughOnly && !nextHop)
            result.AddError("--pass-through-only needs --next-hop sip:host:port;transport=tcp.");
        if (nextHop && !passThroughOnly)
            result.AddError("--next-hop belongs to --pass-through-only.");

        var users = result.GetResult(_users) is not null;
        var noAuth = result.GetValue(_noAuth);
        if (users && noAuth)
            result.AddError("--users and --no-auth exclude each other.");
        if (!passThroughOnly && !users && !noAuth)
            result.AddError("--users FILE is missing; --no-auth runs without passwords.");
    }

    private static Option<IPEndPoint> EndPointOption(string name, string value, string description) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => IPEndPoint.Parse(value),
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            // IPEndPoint accepts an address alone and makes it port 0, which no terminal could be told of.
            if (text.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(text, out var endPoint) && endPoint.Port != 0)
                return endPoint;
            result.AddError($"{name}: '{text}' is not ADDRESS:PORT, such as {value}.");
            return null;
        },
    };

    private static void CheckNextHop(OptionResult result)
    {
        var text = result.GetValueOrDefault<string?>();
        if (!SipUri.TryParse(text, out var uri) || !uri.IsSip)
            result.AddError($"--next-hop: '{text}' is not a SIP URI, such as sip:192.0.2.1:5060;transport=tcp.");
        else if (uri.IsSecure || !(uri.Transport ?? "tcp").Equals("tcp", StringComparison.OrdinalIgnoreCase))
            result.AddError($"--next-hop: '{text}' asks for a transport other than TCP.");
    }

    private static void CheckFileExists(OptionResult result)
    {
        if (result.GetValueOrDefault<FileInfo?>() is { Exists: false } file)
            result.AddError($"{result.Option.Name}: there is no file '{file.FullName}'.");
    }

    private static void CheckRealm(OptionResult result)
    {
        var text = result.GetValueOrDefault<string?>();
        if (string.IsNullOrWhiteSpace(text) || text.Any(c => char.IsControl(c) || c is '"' or '\\'))
            result.AddError("--realm: a realm is not empty and has no quotes, backslashes or control characters.");
    }
}
