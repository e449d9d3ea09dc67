using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SipCti.Messages;

/// <summary>
/// The Session-ID header field: one identifier of each side, which no element on the way changes (RFC 7989 section 5). Immutable.
/// </summary>
public sealed class SessionId : ParameterizedValue
{
    /// <summary>The identifier of a side that is not known yet: 32 zeros.</summary>
    public const string Null = "00000000000000000000000000000000";

    private const string RemoteName = "remote";

    /// <summary>Makes a value.</summary>
    /// <param name="local">The sender's identifier: 32 hexadecimal digits in lower case.</param>
    /// <param name="remote">The identifier of the other side, <see cref="Null"/> before it is known; null for none, as in RFC 7329.</param>
    /// <param name="parameters">Further parameters; null for none.</param>
    /// <exception cref="ArgumentException">An identifier is not of 32 hexadecimal digits in lower case.</exception>
    public SessionId(string local, string? remote = Null, SipParameters? parameters = null)
        : base(remote is null ? parameters : (parameters ?? SipParameters.Empty).With(RemoteName, remote), null)
    {
        ArgumentNullException.ThrowIfNull(local);
        if (!IsUuid(local) || (remote is not null && !IsUuid(remote)))
            throw new ArgumentException("A session identifier has 32 hexadecimal digits in lower case (RFC 7989 section 5).", nameof(local));
        Local = local;
        Remote = remote;
    }

    private SessionId(in ValueParts parts, string local, string? remote)
        : base(parts.Parameters, QuotedText.Decode(parts.Text))
    {
        Local = local;
        Remote = remote;
    }

    /// <summary>The identifier of the sender.</summary>
    public string Local { get; }

    /// <summary>The identifier of the other side; <see cref="Null"/> when the sender does not know it, null when the sender knows only RFC 7329.</summary>
    public string? Remote { get; }

    private protected override string Head => Local;

    /// <summary>Reads a value.</summary>
    /// <param name="text">The value of the field.</param>
    /// <param name="value">The value read.</param>
    /// <returns>False when the text is malformed.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out SessionId? value)
    {
        value = null;
        return text is not null && TryParse(Encoding.UTF8.GetBytes(text), out value);
    }

    /// <summary>Reads a value from bytes.</summary>
    /// <param name="text">The value of the field, no line break.</param>
    /// <param name="value">The value read.</param>
    /// <returns>False when the text is malformed.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out SessionId? value)
    {
        value = null;
        if (!ValueParts.TryReadToken(text, out ValueParts parts))
            return false;
        string local = Encoding.ASCII.GetString(parts.Head);
        bool hasRemote = parts.Parameters.TryGet(RemoteName, out string? remote);
        if (!IsUuid(local) || (hasRemote && (remote is null || !IsUuid(remote))))
            return false;
        value = new SessionId(parts, local, remote);
        return true;
    }

    private static bool IsUuid(string text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiHexDigitLower(c))
                return false;
        }

        return text.Length == Null.Length;
    }
}
