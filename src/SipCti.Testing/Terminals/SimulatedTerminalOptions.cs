using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SipCti.Diagnostics;
using SipCti.Transactions;
using SipCti.Transport;

namespace SipCti.Testing;

/// <summary>The options of a <see cref="SimulatedTerminal"/>. A wrong value fails when the terminal is made, with a message that names it.</summary>
public sealed record SimulatedTerminalOptions
{
    /// <summary>The address-of-record: <c>sip:alice@pbx.example</c>. Its user part is also that of the Contact.</summary>
    public required string AddressOfRecord { get; init; }

    /// <summary>
    /// The server to which everything outside a dialog is sent: a URI (<c>sip:192.0.2.1:5060;transport=tcp</c>) or an address and port
    /// (<c>192.0.2.1:5060</c>).
    /// </summary>
    public required string OutboundProxy { get; init; }

    /// <summary>The name shown to others; null for none.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The user name for digest; null for the user part of the address-of-record.</summary>
    public string? Username { get; init; }

    /// <summary>The password for digest; null when the terminal cannot answer a challenge: its request then fails with the 401 or 407.</summary>
    public string? Password { get; init; }

    /// <summary>Whether <see cref="SimulatedTerminal.StartAsync"/> registers. Default: true.</summary>
    public bool Register { get; init; } = true;

    /// <summary>The registration time asked for, in whole seconds, 1 second or more. Default: 10 minutes. The terminal refreshes after three quarters of what it gets.</summary>
    public TimeSpan Expires { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long after a failed refresh or a lost connection it tries to register again. Default: 5 seconds.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What it does with incoming calls at first; <see cref="SimulatedTerminal.Answer"/> changes it. Default: <see cref="TerminalAnswer.Manual"/>.</summary>
    public TerminalAnswer Answer { get; init; } = TerminalAnswer.Manual;

    /// <summary>Whether it sends 180 for a call that it neither rejects nor answers at once. Default: true.</summary>
    public bool Ring { get; init; } = true;

    /// <summary>Whether it obeys <c>Call-Info: ...;answer-after=N</c> and <c>Alert-Info: ...;info=alert-autoanswer</c>. Default: true.</summary>
    public bool AutoAnswer { get; init; } = true;

    /// <summary>Whether it calls the first Contact of a 3xx answer (RFC 3261 section 8.1.3.4). Default: true.</summary>
    public bool FollowRedirects { get; init; } = true;

    /// <summary>The status with which it refuses REFER at first, 400 to 699; null: it obeys (RFC 3515). <see cref="SimulatedTerminal.RefuseRefer"/> changes it.</summary>
    public int? RefuseRefer { get; init; }

    /// <summary>Where it listens; port 0 takes a free one. Default: a free port of 127.0.0.1.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>How connections are made. Default: TCP sockets.</summary>
    public ILinkFactory Links { get; init; } = new TcpLinkFactory();

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The transaction timers. Default: the values of RFC 3261 section 17.</summary>
    public SipTimers Timers { get; init; } = new();

    /// <summary>Counts work in progress. Default: none.</summary>
    public Quiescence? Quiescence { get; init; }

    /// <summary>Sees every message besides the terminal's own log, for ladders. Default: none.</summary>
    public IMessageTap? Tap { get; init; }

    /// <summary>Where log lines go. Default: nowhere.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>The <c>User-Agent</c> of its requests. Default: <c>SipCti.Testing</c>.</summary>
    public string UserAgent { get; init; } = "SipCti.Testing";
}
