using System.Globalization;
using System.Text;

namespace SipCti.Messages;

/// <summary>A response (RFC 3261 section 7.2).</summary>
public sealed class SipResponse : SipMessage
{
    private string? _reasonPhrase;

    internal SipResponse(byte[] bytes, int startLineLength, int statusCode, SipHeaders headers, ReadOnlyMemory<byte> body)
        : base(bytes, startLineLength, headers, body) => StatusCode = statusCode;

    private SipResponse(SipResponse other)
        : base(other)
    {
        StatusCode = other.StatusCode;
        _reasonPhrase = other._reasonPhrase;
    }

    /// <summary>The status code, 100 to 699.</summary>
    public int StatusCode { get; private set; }

    /// <summary>The reason phrase; may be empty.</summary>
    public string ReasonPhrase => _reasonPhrase ??= ReadReasonPhrase();

    /// <summary>True for 1xx.</summary>
    public bool IsProvisional => StatusCode < 200;

    /// <summary>True for 2xx to 6xx.</summary>
    public bool IsFinal => StatusCode >= 200;

    /// <summary>True for 2xx.</summary>
    public bool IsSuccess => StatusCode is >= 200 and < 300;

    /// <summary>Changes status code and reason phrase, and rewrites the start line.</summary>
    /// <param name="statusCode">100 to 699.</param>
    /// <param name="reason">The reason phrase; null for the registered one.</param>
    /// <exception cref="ArgumentException">The reason holds CR, LF or NUL.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The status code is out of range.</exception>
    public void SetStatus(int statusCode, string? reason = null)
    {
        SetStartLine(MakeStartLine(statusCode, reason));
        StatusCode = statusCode;
        _reasonPhrase = reason ?? SipReasonPhrases.For(statusCode);
    }

    /// <inheritdoc/>
    public override SipResponse Clone() => new(this);

    internal static SipResponse Create(int statusCode, string? reason, SipHeaders headers)
    {
        byte[] line = MakeStartLine(statusCode, reason);
        return new SipResponse(line, line.Length, statusCode, headers, default);
    }

    private static byte[] MakeStartLine(int statusCode, string? reason)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(statusCode, 100);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(statusCode, 699);
        if (reason is not null)
            Guard.NoLineBreak(reason);
        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"SIP/2.0 {statusCode} {reason ?? SipReasonPhrases.For(statusCode)}\r\n"));
    }

    private string ReadReasonPhrase()
    {
        ReadOnlySpan<byte> line = StartLine["SIP/2.0 200".Length..];
        return QuotedText.Decode(Wire.SipBytes.Trim(line));
    }
}
