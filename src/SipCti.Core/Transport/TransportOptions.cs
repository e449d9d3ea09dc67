using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SipCti.Diagnostics;
using SipCti.Messages;

namespace SipCti.Transport;

/// <summary>How a <see cref="TransportLayer"/> works. Everything has a default.</summary>
public sealed record TransportOptions
{
    /// <summary>The limits. Default: <see cref="SipLimits.Default"/>.</summary>
    public SipLimits Limits { get; init; } = SipLimits.Default;

    /// <summary>How close to its grammar a message must be. Default: <see cref="SipStrictness.Interoperable"/>.</summary>
    public SipStrictness Strictness { get; init; }

    /// <summary>What makes connections. Default: TCP.</summary>
    public ILinkFactory Links { get; init; } = TcpLinkFactory.Instance;

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where logs go. Default: nowhere.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Counts work in progress, for tests. Default <see langword="null"/>: nothing is counted.</summary>
    public Quiescence? Quiescence { get; init; }

    /// <summary>
    /// The host name or address under which others reach this server, for Via, Record-Route and Path; an IPv6 address in
    /// brackets. Default <see langword="null"/>: the address of the first listener.
    /// </summary>
    public string? AdvertisedHost { get; init; }

    /// <summary>
    /// Whether a flow that asks for it (<c>;alias</c> in a request's top Via, RFC 5923) may carry what is sent to the endpoint that
    /// it claims. Default <see langword="null"/>: yes if it claims its own address, so that nobody gets the messages of another machine.
    /// </summary>
    public Func<Flow, IPEndPoint, bool>? AcceptAlias { get; init; }

    /// <summary>
    /// How many malformed messages in a row a flow survives, at least 1. Default 32: a trunk outlives one broken
    /// terminal, a fuzzer does not stay. Each of them is answered; after the last the flow is closed.
    /// </summary>
    public int MaxMalformedInRow { get; init; } = 32;

    /// <summary>How many endpoints a flow may claim as its aliases, 0 or more. Default 8; a peer needs one for each address it advertises.</summary>
    public int MaxAliasesPerFlow { get; init; } = 8;

    /// <summary>Sees every message. Default <see langword="null"/>: nobody looks.</summary>
    public IMessageTap? Tap { get; init; }

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">A value is missing or out of range; the exception names it.</exception>
    public void Validate()
    {
        Required(Limits, nameof(Limits));
        Required(Links, nameof(Links));
        Required(Time, nameof(Time));
        Required(LoggerFactory, nameof(LoggerFactory));
        Limits.Validate();
        if (MaxMalformedInRow < 1)
            throw new ArgumentOutOfRangeException(nameof(MaxMalformedInRow), MaxMalformedInRow, "TransportOptions.MaxMalformedInRow must be at least 1.");
        if (MaxAliasesPerFlow < 0)
            throw new ArgumentOutOfRangeException(nameof(MaxAliasesPerFlow), MaxAliasesPerFlow, "TransportOptions.MaxAliasesPerFlow must not be negative.");
        if (AdvertisedHost is not null && Uri.CheckHostName(AdvertisedHost) is UriHostNameType.Unknown or UriHostNameType.Basic)
            throw new ArgumentException($"TransportOptions.AdvertisedHost must be a host name or an address, not '{AdvertisedHost}'.", nameof(AdvertisedHost));
    }

    private static void Required(object? value, string option)
    {
        if (value is null)
            throw new ArgumentNullException(option, $"TransportOptions.{option} must not be null.");
    }
}
