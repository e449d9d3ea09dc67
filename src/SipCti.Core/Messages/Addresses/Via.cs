using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>One Via value: a hop that the request took (RFC 3261 section 20.42). Immutable; one that was read keeps its text as it came.</summary>
public sealed class Via
{
    private readonly string? _text;
    private readonly ViaSlices _slices;
    private string? _host;
    private string? _branch;
    private string? _received;
    private SipParameters? _parameters;

    private Via(string transport, string host, int? port, SipParameters parameters)
    {
        Transport = transport;
        _host = host;
        _parameters = parameters;
        _branch = parameters["branch"];
        _received = parameters["received"];
        _slices.Port = (ushort)(port ?? 0);
        _slices.HasRPort = parameters.TryGet("rport", out string? rport);
        _slices.RPort = rport is null ? default : ushort.Parse(rport, CultureInfo.InvariantCulture);
    }

    private Via(ReadOnlySpan<byte> text, in ViaSlices slices)
    {
        _text = Encoding.ASCII.GetString(text);
        _slices = slices;
        Transport = TransportName(text[slices.TransportStart..slices.TransportEnd]);
    }

    /// <summary>The transport in upper case: <c>TCP</c>, <c>UDP</c>, <c>TLS</c>, ...</summary>
    public string Transport { get; }

    /// <summary>The host that the sender claims; an IPv6 address in brackets.</summary>
    public string Host => _host ??= _text![_slices.HostStart.._slices.HostEnd];

    /// <summary>The port that the sender claims, 1 to 65,535; null when it names none.</summary>
    public int? Port => _slices.Port == 0 ? null : _slices.Port;

    /// <summary>Host and port as they are compared in transaction matching (RFC 3261 section 17.2.3).</summary>
    public string SentBy => Port is int port ? string.Create(CultureInfo.InvariantCulture, $"{Host}:{port}") : Host;

    /// <summary>The transaction identifier; null in messages of RFC 2543.</summary>
    public string? Branch => _slices.BranchEnd == 0 ? _branch : _branch ??= _text![_slices.BranchStart.._slices.BranchEnd];

    /// <summary>The address that the request came from, as the next hop saw it (section 18.2.1).</summary>
    public string? Received => _slices.ReceivedEnd == 0 ? _received : _received ??= _text![_slices.ReceivedStart.._slices.ReceivedEnd];

    /// <summary>True when <c>rport</c> is there, with or without a value (RFC 3581).</summary>
    public bool HasRPort => _slices.HasRPort;

    /// <summary>The port that the request came from, as the next hop saw it; null when not told.</summary>
    public int? RPort => _slices.RPort == 0 ? null : _slices.RPort;

    /// <summary>All parameters.</summary>
    public SipParameters Parameters => _parameters ??= ReadParameters();

    /// <summary>
    /// True when the branch is one of RFC 3261 (section 8.1.1.7). A bare cookie identifies nothing, and counts as none.
    /// </summary>
    public bool HasMagicCookie =>
        Branch is not null && Branch.Length > SipTokens.MagicCookie.Length && Branch.StartsWith(SipTokens.MagicCookie, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads one Via value.</summary>
    /// <param name="text">One value, no list.</param>
    /// <param name="via">The Via read.</param>
    /// <returns>False when the text is malformed.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Via? via)
    {
        via = null;
        return text is not null && TryParse(Encoding.UTF8.GetBytes(text), out via);
    }

    /// <summary>Reads one Via value from bytes.</summary>
    /// <param name="text">One value, no list, no line break.</param>
    /// <param name="via">The Via read.</param>
    /// <returns>False when the text is malformed.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out Via? via)
    {
        via = null;
        text = SipBytes.Trim(text);
        if (!ViaScanner.TryScan(text, out ViaSlices slices))
            return false;
        via = new Via(text, slices);
        return true;
    }

    /// <summary>Makes a Via value.</summary>
    /// <param name="transport">A token such as <c>TCP</c>.</param>
    /// <param name="host">A host name or address; an IPv6 address in brackets.</param>
    /// <param name="port">1 to 65,535, or null for none.</param>
    /// <param name="branch">A token; see <see cref="SipTokens.NewBranch"/>.</param>
    /// <param name="more">Parameters behind the branch; null for none.</param>
    /// <exception cref="ArgumentException">A part is not what it must be.</exception>
    public static Via Create(string transport, string host, int? port, string branch, SipParameters? more = null)
    {
        Guard.Token(transport);
        Guard.Token(branch);
        Guard.Port(port);
        Guard.Host(host);
        KeyValuePair<string, string?> first = new("branch", branch);
        SipParameters parameters = SipParameters.FromRaw([first], isUri: false);
        foreach ((string name, string? value) in more ?? SipParameters.Empty)
        {
            CheckRPort(name, value);
            parameters = parameters.With(name, value);
        }

        return new Via(transport.ToUpperInvariant(), host, port, parameters);
    }

    /// <summary>The same Via with this parameter replaced where it stands, or added at the end.</summary>
    /// <param name="name">A token.</param>
    /// <param name="value">The plain value; null for a parameter without one.</param>
    /// <exception cref="ArgumentException">The name is no token, the value holds CR, LF or NUL, or <c>rport</c> is no port.</exception>
    public Via WithParameter(string name, string? value)
    {
        CheckRPort(name, value);
        return new(Transport, Host, Port, Parameters.With(name, value));
    }

    /// <summary>The text as it came; of a made or changed Via its usual form.</summary>
    public override string ToString() => _text ?? $"SIP/2.0/{Transport} {SentBy}{Parameters}";

    private static void CheckRPort(string name, string? value)
    {
        if (value is null || !string.Equals(name, "rport", StringComparison.OrdinalIgnoreCase))
            return;
        if (!ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) || port == 0)
            throw new ArgumentException($"'{value}' is no port.", nameof(value));
    }

    private static string TransportName(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("TCP"u8))
            return "TCP";
        if (name.SequenceEqual("UDP"u8))
            return "UDP";
        if (name.SequenceEqual("TLS"u8))
            return "TLS";
        return Encoding.ASCII.GetString(name).ToUpperInvariant();
    }

    private SipParameters ReadParameters() => SipParameters.FromText(_text!, _slices.ParametersStart, _text!.Length, isUri: false);
}
