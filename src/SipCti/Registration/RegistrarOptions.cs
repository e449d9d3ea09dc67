using SipCti.Messages;

namespace SipCti.Registration;

/// <summary>What a registrar is responsible for, and for how long it registers.</summary>
public sealed record RegistrarOptions
{
    /// <summary>
    /// The domains of the registrar. A REGISTER for another one is passed on to the next component; an address-of-record of another one gets 404.
    /// Empty: every domain. Default empty.
    /// </summary>
    public IReadOnlyCollection<string> Domains { get; init; } = [];

    /// <summary>Whether an address-of-record exists; 404 when not. Null: every address of the domains does. Default null.</summary>
    public Func<SipUri, bool>? AddressExists { get; init; }

    /// <summary>The shortest interval, 1 s to 1 h; a shorter one is refused with 423 (RFC 3261 section 10.3 step 7). Default 60 s.</summary>
    public TimeSpan MinExpires { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest interval; a longer one is shortened to it. Default 2 h.</summary>
    public TimeSpan MaxExpires { get; init; } = TimeSpan.FromHours(2);

    /// <summary>The interval for a terminal that names none, or one that cannot be read. Default 1 h (RFC 3261 section 10.2).</summary>
    public TimeSpan DefaultExpires { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Throws <see cref="ArgumentOutOfRangeException"/> that names the option with a wrong value.</summary>
    public void Validate()
    {
        ArgumentNullException.ThrowIfNull(Domains);
        ArgumentOutOfRangeException.ThrowIfLessThan(MinExpires, TimeSpan.FromSeconds(1));
        // RFC 3261 10.3: an interval of an hour or more is never too brief.
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MinExpires, TimeSpan.FromHours(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(DefaultExpires, MinExpires);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxExpires, DefaultExpires);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxExpires, TimeSpan.FromSeconds(uint.MaxValue));
    }
}
