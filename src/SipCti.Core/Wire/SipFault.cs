namespace SipCti.Wire;

/// <summary>A fault of received bytes: what, in which header field, and where.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Header">The canonical name of the header field concerned, or null.</param>
/// <param name="Offset">Offset in bytes from the first byte of the message to the line at fault.</param>
public readonly record struct SipFault(SipFaultKind Kind, string? Header = null, int Offset = 0)
{
    /// <summary>True when <see cref="Kind"/> is not <see cref="SipFaultKind.None"/>.</summary>
    public bool IsFault => Kind != SipFaultKind.None;

    /// <summary>The status code of the answer to a request with this fault.</summary>
    public int StatusCode => Kind switch
    {
        SipFaultKind.StartLineTooLong => 414,
        SipFaultKind.HeaderLineTooLong or SipFaultKind.HeaderBlockTooLarge or SipFaultKind.TooManyHeaders => 513,
        SipFaultKind.BodyTooLarge => 413,
        SipFaultKind.VersionNotSupported => 505,
        SipFaultKind.SchemeNotSupported => 416,
        _ => 400,
    };

    /// <summary>The reason phrase of that answer: the standard phrase and the name of the fault, e.g. <c>Bad Request - Missing Call-ID</c>.</summary>
    public string ReasonPhrase => Kind switch
    {
        SipFaultKind.StartLineTooLong => "Request-URI Too Long",
        SipFaultKind.HeaderLineTooLong => "Message Too Large - Header Field Too Long",
        SipFaultKind.HeaderBlockTooLarge => "Message Too Large - Header Fields Too Long",
        SipFaultKind.TooManyHeaders => "Message Too Large - Too Many Header Fields",
        SipFaultKind.BodyTooLarge => "Request Entity Too Large",
        SipFaultKind.ContentLengthInvalid => "Bad Request - Invalid Content-Length",
        SipFaultKind.ContentLengthConflict => "Bad Request - Conflicting Content-Length",
        SipFaultKind.BodyTruncated => "Bad Request - Body Shorter Than Content-Length",
        SipFaultKind.HeaderBlockUnterminated => "Bad Request - No Blank Line After Header Fields",
        SipFaultKind.ControlCharacter => "Bad Request - Control Character In Header Fields",
        SipFaultKind.StartLineInvalid => "Bad Request - Invalid Start Line",
        SipFaultKind.VersionNotSupported => "Version Not Supported",
        SipFaultKind.MethodInvalid => "Bad Request - Invalid Method",
        SipFaultKind.RequestUriInvalid => "Bad Request - Invalid Request-URI",
        SipFaultKind.SchemeNotSupported => "Unsupported URI Scheme",
        SipFaultKind.StatusCodeInvalid => "Bad Request - Invalid Status Code",
        SipFaultKind.HeaderLineInvalid => "Bad Request - Invalid Header Field",
        SipFaultKind.HeaderMissing => $"Bad Request - Missing {Header}",
        SipFaultKind.HeaderInvalid => $"Bad Request - Invalid {Header}",
        SipFaultKind.HeaderDuplicated => $"Bad Request - Repeated {Header}",
        SipFaultKind.CSeqMethodMismatch => "Bad Request - CSeq Method Differs From Request Method",
        _ => "Bad Request",
    };

    /// <summary>Status code, reason phrase and offset, for logs.</summary>
    public override string ToString() => $"{StatusCode} {ReasonPhrase} (at byte {Offset})";
}
