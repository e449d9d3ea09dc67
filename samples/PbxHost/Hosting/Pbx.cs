using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using PbxHost.CommandLine;
using SipCti.Authentication;
using SipCti.Cti;
using SipCti.Messages;
using SipCti.PassingThrough;
using SipCti.Proxying;
using SipCti.Registration;
using SipCti.Server;

namespace PbxHost.Hosting;

/// <summary>The servers of this process, put together as the command line asks.</summary>
internal sealed class Pbx : IAsyncDisposable
{
    private readonly HostOptions _options;
    private readonly ILoggerFactory _loggers;
    private readonly IReadOnlyList<(string User, string Password)> _users;
    private readonly RegistrationTable? _table;
    private readonly SipServer? _proxy;
    private readonly PassThrough? _passThrough;
    private readonly SipServer? _edge;

    /// <exception cref="FormatException">The users or the translation rules are malformed; the message names file and line.</exception>
    /// <exception cref="IOException">One of the two cannot be read.</exception>
    public Pbx(HostOptions options, ILoggerFactory loggers)
    {
        _options = options;
        _loggers = loggers;
        _users = ReadUsers(options.UsersFile);
        if (options.RunsProxy)
        {
            _table = new RegistrationTable(new RegistrationTableOptions { LoggerFactory = loggers });
            _proxy = BuildProxy(_table);
        }

        if (!options.RunsPassThrough)
            return;
        _passThrough = new PassThrough(new()
        {
            NextHop = _proxy is not null ? _proxy : SipUri.Parse(options.NextHop!),
            // Before a proxy elsewhere the pass-through learns from the registrations that pass.
            Mirror = _table is null ? null : RegistrationMirror.Follow(_table, new() { LoggerFactory = loggers }),
            RegistrationMode = options.Registration == RegistrationPathMode.Path ? RegistrationMode.Path : RegistrationMode.ContactRewriting,
        });
        _edge = SipServer.Create(o => Configure(o).ListenTcp(options.Listen)).Use(_passThrough).Build();
        // A proxy elsewhere asks for the terminal's password also when the pass-through calls in its place.
        Cti = new CtiService(_passThrough, new CtiOptions { Credentials = options.RunsProxy ? null : CredentialsOf });
    }

    /// <summary>Monitors and controls the calls; null where only the proxy runs.</summary>
    public CtiService? Cti { get; }

    /// <summary>Who is registered, as far as this process knows.</summary>
    public IRegistrationLookup Registrations => _passThrough is not null ? _passThrough.Mirror : _table!;

    /// <exception cref="IOException">An address cannot be listened on; the message names the option.</exception>
    public async Task StartAsync()
    {
        await StartAsync(_proxy, "--proxy-listen", _options.ProxyListen).ConfigureAwait(false);
        await StartAsync(_edge, "--listen", _options.Listen).ConfigureAwait(false);
    }

    /// <summary>Calls are told, queues leave, connections close: from the terminals' side inwards. Safe to call again.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Cti is not null)
            await Cti.DisposeAsync().ConfigureAwait(false);
        if (_edge is not null)
            await _edge.StopAsync(cancellationToken).ConfigureAwait(false);
        if (_passThrough is not null)
            await _passThrough.Mirror.DisposeAsync().ConfigureAwait(false);
        if (_proxy is not null)
            await _proxy.StopAsync(cancellationToken).ConfigureAwait(false);
        _table?.Dispose();
    }

    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None).ConfigureAwait(false);

    private static async Task StartAsync(SipServer? server, string option, IPEndPoint endPoint)
    {
        try
        {
            if (server is not null)
                await server.StartAsync().ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            throw new IOException($"{option} {endPoint}: {e.Message}", e);
        }
    }

    private SipServer BuildProxy(RegistrationTable table)
    {
        var server = SipServer.Create(o => Configure(o).ListenTcp(_options.ProxyListen));
        if (_options.Authenticate)
            server.Use(new Authenticator(new() { Realm = _options.Realm, Credentials = new InMemoryCredentialStore(_options.Realm, _users), IsTrusted = PassThrough.IsOwnRequest }));
        return server
            .Use(new Registrar(table))
            .Use(new Proxy(table, _options.TranslateFile is { } file ? DialPlan.Load(file.FullName) : null))
            .Build();
    }

    private CtiCredentials? CredentialsOf(string device)
    {
        var name = SipUri.TryParse(device, out var uri) ? uri.User : null;
        var (user, password) = _users.FirstOrDefault(u => u.User == name);
        return user is null ? null : new CtiCredentials(user, password);
    }

    private static IReadOnlyList<(string User, string Password)> ReadUsers(FileInfo? file)
    {
        if (file is null)
            return [];
        using var reader = file.OpenText();
        return UsersFile.Read(reader, file.FullName);
    }

    private SipServerOptions Configure(SipServerOptions options)
    {
        options.LoggerFactory = _loggers;
        return options;
    }
}
