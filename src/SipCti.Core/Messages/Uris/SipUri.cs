using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace SipCti.Messages;

/// <summary>
/// A URI: sip, sips (RFC 3261 section 19.1), tel (RFC 3966) or any other scheme, which stays opaque. Immutable; a URI
/// that was read keeps its text as it came.
/// </summary>
public sealed partial class SipUri : IEquatable<SipUri>
{
    // The text that it was read from, which may be a whole header field value: several objects share it.
    private readonly string _source;
    private readonly UriSlices _slices;
    private readonly ushort _start;
    private string? _text;
    private string? _scheme;
    private string? _user;
    private string? _host;
    private string? _addressOfRecord;
    private SipParameters? _parameters;

    private SipUri(string source, int start, in UriSlices slices)
    {
        _source = source;
        _start = (ushort)start;
        _slices = slices;
    }

    /// <summary>The scheme in lower case.</summary>
    public string Scheme => _slices.Scheme switch
    {
        UriScheme.Sip => "sip",
        UriScheme.Sips => "sips",
        UriScheme.Tel => "tel",
        _ => _scheme ??= Part(0, _slices.SchemeEnd).ToString().ToLowerInvariant(),
    };

    /// <summary>True for sip and sips.</summary>
    public bool IsSip => _slices.Scheme is UriScheme.Sip or UriScheme.Sips;

    /// <summary>True for sips.</summary>
    public bool IsSecure => _slices.Scheme == UriScheme.Sips;

    /// <summary>True for tel.</summary>
    public bool IsTel => _slices.Scheme == UriScheme.Tel;

    /// <summary>
    /// The user part without escapes; the number of a tel URI; null when there is none. Escapes may stand for any character, also for
    /// line breaks and NUL: it is a name to compare and to show, not text to put into a message unescaped.
    /// </summary>
    public string? User => _slices.HasUser ? _user ??= UriEscape.Unescape(RawUser) : null;

    /// <summary>The password without escapes; null when there is none.</summary>
    public string? Password => _slices.HasPassword ? UriEscape.Unescape(RawPassword) : null;

    /// <summary>The host as it stands, an IPv6 address in brackets; empty for schemes other than sip and sips. Compare ignoring case.</summary>
    public string Host => IsSip ? _host ??= RawHost.ToString() : "";

    /// <summary>The port, 0 to 65,535; null when the URI names none. Nothing listens at 0, but some send it in From.</summary>
    public int? Port => _slices.HasPort ? _slices.Port : null;

    /// <summary>The parameters; empty for other schemes than sip, sips and tel.</summary>
    public SipParameters Parameters => _parameters ??= ReadParameters();

    /// <summary>The headers behind the question mark as they stand, escaped; null when there are none. See <see cref="GetHeaderFields"/>.</summary>
    public string? Headers => _slices.HasHeaders ? HeaderText.ToString() : null;

    /// <summary>
    /// The address-of-record as a key: scheme sip, user without needless escapes, host in lower case, no port, no parameters
    /// (RFC 3261 section 10.3 step 5). A tel URI without visual separators. The text itself for other schemes.
    /// </summary>
    public string AddressOfRecord => _addressOfRecord ??= MakeAddressOfRecord();

    private ReadOnlySpan<char> RawUser => Part(_slices.UserStart, _slices.UserEnd);

    private ReadOnlySpan<char> RawPassword => Part(_slices.PasswordStart, _slices.PasswordEnd);

    private ReadOnlySpan<char> RawHost => Part(_slices.HostStart, _slices.HostEnd);

    private ReadOnlySpan<char> HeaderText => _slices.HasHeaders ? Part(_slices.HeadersStart, _slices.End) : default;

    /// <summary>Reads a URI.</summary>
    /// <param name="text">The URI and nothing else.</param>
    /// <param name="uri">The URI read.</param>
    /// <returns>False when the text is no URI.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out SipUri? uri)
    {
        uri = null;
        if (text is null || text.Length > ushort.MaxValue)
            return false;
        if (!Ascii.IsValid(text))
            return TryParse(Encoding.UTF8.GetBytes(text), out uri);
        Span<byte> bytes = text.Length <= 256 ? stackalloc byte[256] : new byte[text.Length];
        bytes = bytes[..Encoding.ASCII.GetBytes(text, bytes)];
        if (!UriScanner.TryScan(bytes, out UriSlices slices))
            return false;
        uri = new SipUri(text, 0, slices);
        return true;
    }

    /// <summary>Reads a URI from bytes. Bytes above 127, which may not stand in a URI, are taken as if they had been escaped.</summary>
    /// <param name="text">The URI and nothing else.</param>
    /// <param name="uri">The URI read.</param>
    /// <returns>False when the text is no URI.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out SipUri? uri)
    {
        uri = null;
        if (!Ascii.IsValid(text))
            text = UriEscape.EscapeNonAscii(text);
        if (!UriScanner.TryScan(text, out UriSlices slices))
            return false;
        uri = new SipUri(Encoding.ASCII.GetString(text), 0, slices);
        return true;
    }

    /// <summary>Reads a URI.</summary>
    /// <param name="text">The URI and nothing else.</param>
    /// <exception cref="FormatException">The text is no URI.</exception>
    public static SipUri Parse(string text) =>
        TryParse(text, out SipUri? uri) ? uri : throw new FormatException($"'{text}' is no SIP URI.");

    /// <summary>Makes a sip or sips URI.</summary>
    /// <param name="user">The plain user part; escaped as needed. Null for none.</param>
    /// <param name="host">A host name or address; an IPv6 address in brackets, without a zone.</param>
    /// <param name="port">1 to 65,535, or null for none.</param>
    /// <param name="parameters">Parameters; null for none.</param>
    /// <param name="isSecure">True for sips.</param>
    /// <exception cref="ArgumentException">The host is no host, the user empty, the port out of range, or the URI too long (65,535 characters, 64 parameters).</exception>
    public static SipUri Create(string? user, string host, int? port = null, SipParameters? parameters = null, bool isSecure = false)
    {
        if (user is { Length: 0 })
            throw new ArgumentException("An empty user part is no user part: give null.", nameof(user));
        Guard.Host(host);
        Guard.Port(port);
        return Compose(isSecure ? "sips" : "sip", user is null ? null : UriEscape.User(user), host, port, parameters?.ForUri().ToString(), null);
    }

    /// <summary>The text of the URI; as it came when it was read.</summary>
    public override string ToString() => _text ??= _slices.End == _source.Length ? _source : Part(0, _slices.End).ToString();

    /// <summary>Takes over a URI that was found in a longer text.</summary>
    internal static SipUri FromSlices(string source, int start, in UriSlices slices) => new(source, start, slices);

    private static SipUri Compose(string scheme, string? rawUser, string host, int? port, string? parameters, string? headers)
    {
        var text = new StringBuilder(64);
        text.Append(scheme).Append(':');
        if (rawUser is not null)
            text.Append(rawUser);
        if (rawUser is not null && host.Length > 0)
            text.Append('@');
        text.Append(host);
        if (port is int number)
            text.Append(CultureInfo.InvariantCulture, $":{number}");
        text.Append(parameters);
        if (headers is not null)
            text.Append('?').Append(headers);
        return TryParse(text.ToString(), out SipUri? uri)
            ? uri
            : throw new ArgumentException($"A URI has at most {UriScanner.MostParameters} parameters and {ushort.MaxValue} characters.");
    }

    private ReadOnlySpan<char> Part(int start, int end) => _source.AsSpan(_start + start, end - start);

    private SipParameters ReadParameters() => _slices.ParametersStart == _slices.ParametersEnd
        ? SipParameters.Empty
        : SipParameters.FromText(_source, _start + _slices.ParametersStart, _start + _slices.ParametersEnd, isUri: true);

    private string MakeAddressOfRecord()
    {
        if (IsTel)
            return "tel:" + TelephoneText.Digits(RawUser);
        if (!IsSip)
            return ToString();
        string host = Host.ToLowerInvariant();
        return _slices.HasUser ? string.Concat("sip:", UriEscape.Normalize(RawUser), "@", host) : "sip:" + host;
    }
}
