using System.Text;

namespace SipCti.Messages;

/// <summary>The value of the <c>o=</c> line: who described the session, and which version it is (RFC 8866 section 5.2).</summary>
/// <param name="Username">The user, or <c>-</c>.</param>
/// <param name="SessionId">The session, as written: some senders put more digits here than any number type holds.</param>
/// <param name="SessionVersion">The version of the description, as written.</param>
/// <param name="Connection">The machine that made the description.</param>
public sealed record SdpOrigin(string Username, string SessionId, string SessionVersion, SdpConnection Connection)
{
    /// <summary>The same origin with its version one higher, as every changed offer needs (RFC 3264 section 8); a version that is no number becomes 1.</summary>
    public SdpOrigin NextVersion()
    {
        if (SessionVersion.Length == 0 || SessionVersion.AsSpan().ContainsAnyExceptInRange('0', '9'))
            return this with { SessionVersion = "1" };

        // Digit by digit, for the same reason that it is kept as text.
        int rising = SessionVersion.AsSpan().LastIndexOfAnyExcept('9');
        string zeros = new('0', SessionVersion.Length - rising - 1);
        return this with { SessionVersion = rising < 0 ? "1" + zeros : SessionVersion[..rising] + (char)(SessionVersion[rising] + 1) + zeros };
    }

    /// <summary>The value as it stands in a description.</summary>
    public override string ToString() => $"{Username} {SessionId} {SessionVersion} {Connection}";

    // The user name comes first and may not hold spaces, but does in some phones; the five others are counted from the end.
    internal static bool IsWellFormed(ReadOnlySpan<byte> value) => SdpWords.Count(value) >= 6;

    /// <summary>Reads a well-formed value.</summary>
    internal static SdpOrigin Read(ReadOnlySpan<byte> value)
    {
        string[] parts = Encoding.UTF8.GetString(value).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new SdpOrigin(string.Join(' ', parts[..^5]), parts[^5], parts[^4], new SdpConnection(parts[^3], parts[^2], parts[^1]));
    }

    /// <summary>The line, when it can be read again.</summary>
    internal string ToLine()
    {
        string value = ToString();
        Guard.NoLineBreak(value);
        bool isSame = IsWellFormed(Encoding.UTF8.GetBytes(value)) && Read(Encoding.UTF8.GetBytes(value)) == this;
        return isSame ? "o=" + value : throw new ArgumentException("Each part of an origin is one word.");
    }
}
