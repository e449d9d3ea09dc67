using SipCti.Messages;

namespace SipCti.Proxying;

/// <summary>One second form of an address.</summary>
public sealed record TranslatedAddress
{
    /// <summary>An address with its preference.</summary>
    /// <param name="uri">The address: a <c>sip</c> or <c>tel</c> URI.</param>
    /// <param name="q">The preference, 0 to 1. Addresses of equal preference are tried at once, a lower one when all higher ones have failed. Default 1.</param>
    /// <exception cref="ArgumentException">The URI is neither <c>sip</c>, <c>sips</c> nor <c>tel</c>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The preference is out of range.</exception>
    public TranslatedAddress(SipUri uri, double q = 1.0)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (!uri.IsSip && !uri.IsTel) throw new ArgumentException($"'{uri}' is neither a sip nor a tel URI.", nameof(uri));
        if (!(q is >= 0.0 and <= 1.0)) throw new ArgumentOutOfRangeException(nameof(q), q, "A preference lies between 0 and 1.");
        Uri = uri;
        Q = q;
    }

    /// <summary>The address.</summary>
    public SipUri Uri { get; }

    /// <summary>The preference, 0 to 1, as in the <c>q</c> of a Contact (RFC 3261 section 20.10).</summary>
    public double Q { get; }
}
