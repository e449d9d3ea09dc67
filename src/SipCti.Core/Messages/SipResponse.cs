using System.Globalization;
using System.Text;

namespace SipCti.Messages;

/// <summary>A response (RFC 3261 section 7.2).</summary>
public sealed class SipResponse : SipMessage
{
    private string? _reasonPhrase;

    internal SipResponse(byte[] source, int startLine, int startLineLength, int statusCode, SipHeaders headers, ReadOnlyMemory<byte> body)
        : base(source, startLine, startLineLength, headers, body) => StatusCode = statusCode;

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
        string phrase = Check(statusCode, reason);
        WriteStartLine(ReplaceStartLine(StartLineLength(phrase)), statusCode, phrase);
        StatusCode = statusCode;
        _reasonPhrase = phrase;
    }

    /// <inheritdoc/>
    public override SipResponse Clone() => new(this);

    internal static SipResponse Create(int statusCode, string? reason, SipHeaders headers)
    {
        string phrase = Check(statusCode, reason);
        int length = StartLineLength(phrase);
        WriteStartLine(headers.Reserve(length, out byte[] source, out int start), statusCode, phrase);
        return new SipResponse(source, start, length, statusCode, headers, default) { _reasonPhrase = phrase };
    }

    /// <summary>The reason phrase to use.</summary>
    private static string Check(int statusCode, string? reason)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(statusCode, 100);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(statusCode, 699);
        if (reason is not null)
            Guard.NoLineBreak(reason);
        return reason ?? SipReasonPhrases.For(statusCode);
    }

    private static int StartLineLength(string phrase) => "SIP/2.0 200 \r\n".Length + Encoding.UTF8.GetByteCount(phrase);

    private static void WriteStartLine(Span<byte> line, int statusCode, string phrase)
    {
        "SIP/2.0 "u8.CopyTo(line);
        statusCode.TryFormat(line[8..], out _, default, CultureInfo.InvariantCulture);
        line[11] = (byte)' ';
        int end = 12 + Encoding.UTF8.GetBytes(phrase, line[12..]);
        "\r\n"u8.CopyTo(line[end..]);
    }

    private string ReadReasonPhrase()
    {
        ReadOnlySpan<byte> line = StartLine["SIP/2.0 200".Length..];
        return QuotedText.Decode(Wire.SipBytes.Trim(line));
    }
}
