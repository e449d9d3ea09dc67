namespace SipCti.Authentication;

/// <summary>Whether a call may go on.</summary>
public sealed record CallAuthorization
{
    private CallAuthorization(int statusCode, string? reasonPhrase)
    {
        StatusCode = statusCode;
        ReasonPhrase = reasonPhrase;
    }

    /// <summary>The call goes on.</summary>
    public static CallAuthorization Allow { get; } = new(0, null);

    /// <summary>True when the call goes on.</summary>
    public bool IsAllowed => StatusCode == 0;

    /// <summary>The status of the refusal; 0 when the call goes on.</summary>
    public int StatusCode { get; }

    /// <summary>The reason phrase of the refusal; null for the usual one of the status.</summary>
    public string? ReasonPhrase { get; }

    /// <summary>The call is refused.</summary>
    /// <param name="statusCode">400 to 699. Default 403 Forbidden.</param>
    /// <param name="reasonPhrase">The reason phrase; null for the usual one of the status.</param>
    /// <exception cref="ArgumentOutOfRangeException">The status is no refusal.</exception>
    public static CallAuthorization Deny(int statusCode = 403, string? reasonPhrase = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(statusCode, 400);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(statusCode, 699);
        return new CallAuthorization(statusCode, reasonPhrase);
    }
}
