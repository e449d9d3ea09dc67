namespace SipCti.Wire;

/// <summary>What is wrong with received bytes. One value for one fault, so that answers, logs and metrics name it.</summary>
public enum SipFaultKind
{
    /// <summary>Nothing is wrong.</summary>
    None = 0,

    /// <summary>The start line exceeds <see cref="SipLimits.MaxHeaderLineBytes"/>: 414.</summary>
    StartLineTooLong,

    /// <summary>A header field with its folded lines exceeds <see cref="SipLimits.MaxHeaderLineBytes"/>: 513.</summary>
    HeaderLineTooLong,

    /// <summary>Start line and header fields together exceed <see cref="SipLimits.MaxHeaderBlockBytes"/>: 513.</summary>
    HeaderBlockTooLarge,

    /// <summary>More header fields than <see cref="SipLimits.MaxHeaderCount"/>: 513.</summary>
    TooManyHeaders,

    /// <summary>The body, or the Content-Length that announces it, exceeds <see cref="SipLimits.MaxBodyBytes"/>: 413.</summary>
    BodyTooLarge,

    /// <summary>Content-Length is no decimal number: 400.</summary>
    ContentLengthInvalid,

    /// <summary>Several Content-Length fields differ: 400.</summary>
    ContentLengthConflict,

    /// <summary>Fewer body bytes than Content-Length says: 400 (RFC 3261 section 18.3).</summary>
    BodyTruncated,

    /// <summary>The blank line that ends the header fields is missing: 400.</summary>
    HeaderBlockUnterminated,

    /// <summary>A carriage return or line feed that is no part of a CRLF, or a NUL outside a quoted pair, among the header fields: 400.</summary>
    ControlCharacter,

    /// <summary>The start line is neither a request line nor a status line: 400.</summary>
    StartLineInvalid,

    /// <summary>The version is not SIP/2.0: 505.</summary>
    VersionNotSupported,

    /// <summary>The method is no token: 400.</summary>
    MethodInvalid,

    /// <summary>The Request-URI does not parse, or carries what it must not (RFC 3261 section 19.1.1): 400.</summary>
    RequestUriInvalid,

    /// <summary>The scheme of the Request-URI is not served here: 416. Never set by the parser; for the elements that judge it.</summary>
    SchemeNotSupported,

    /// <summary>The status code is not within 100 to 699; such a response is dropped.</summary>
    StatusCodeInvalid,

    /// <summary>A line is no header field: it has no colon, or a name that is no token: 400.</summary>
    HeaderLineInvalid,

    /// <summary>A mandatory header field is missing: 400.</summary>
    HeaderMissing,

    /// <summary>A header field does not parse, or its value is out of range: 400.</summary>
    HeaderInvalid,

    /// <summary>A header field that may stand once stands twice: 400.</summary>
    HeaderDuplicated,

    /// <summary>The method in CSeq is not the method of the request: 400 (RFC 3261 section 8.1.1.5).</summary>
    CSeqMethodMismatch,
}
