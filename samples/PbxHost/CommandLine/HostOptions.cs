using System.Net;
using Microsoft.Extensions.Logging;

namespace PbxHost.CommandLine;

/// <summary>Which of the two servers this process runs.</summary>
internal enum HostRole
{
    Both,
    ProxyOnly,
    PassThroughOnly,
}

/// <summary>How the pass-through puts itself into the path of a registration.</summary>
internal enum RegistrationPathMode
{
    /// <summary>A Path header with a flow token (RFC 3327); for registrars that know Path.</summary>
    Path,

    /// <summary>The Contact is rewritten to name the pass-through; for registrars that do not.</summary>
    Contact,
}

/// <summary>What the command line asked for, every value already validated.</summary>
internal sealed record HostOptions
{
    public required HostRole Role { get; init; }

    /// <summary>Where the pass-through listens for terminals.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>Where the proxy listens.</summary>
    public required IPEndPoint ProxyListen { get; init; }

    /// <summary>The proxy behind the pass-through when it runs elsewhere; null when it is in this process.</summary>
    public string? NextHop { get; init; }

    public required RegistrationPathMode Registration { get; init; }

    public required string Realm { get; init; }

    /// <summary>False with <c>--no-auth</c>: every terminal is believed.</summary>
    public required bool Authenticate { get; init; }

    public FileInfo? UsersFile { get; init; }

    public FileInfo? TranslateFile { get; init; }

    public required LogLevel LogLevel { get; init; }

    public bool RunsProxy => Role != HostRole.PassThroughOnly;

    public bool RunsPassThrough => Role != HostRole.ProxyOnly;
}
