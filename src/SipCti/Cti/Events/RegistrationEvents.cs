using System.Globalization;
using System.Text;

namespace SipCti.Cti;

/// <summary>A change of a device's registration.</summary>
public abstract record RegistrationEvent : CtiEvent
{
    private protected RegistrationEvent()
    {
    }

    /// <summary>The device: an address-of-record.</summary>
    public required string Device { get; init; }

    /// <summary>The Contact of the terminal, as text.</summary>
    public required string Contact { get; init; }

    /// <summary>When the registration ends, or ended (UTC).</summary>
    public required DateTimeOffset Expires { get; init; }

    private protected override void Describe(StringBuilder text) =>
        text.Append(CultureInfo.InvariantCulture, $" {Device} at {Contact} until {Expires.UtcDateTime:yyyy-MM-dd HH:mm:ss}");
}

/// <summary>A terminal has registered.</summary>
public sealed record RegistrationAdded : RegistrationEvent
{
    /// <inheritdoc/>
    public override CtiEventType Type => CtiEventType.RegistrationAdded;
}

/// <summary>A registered terminal has registered again.</summary>
public sealed record RegistrationRefreshed : RegistrationEvent
{
    /// <inheritdoc/>
    public override CtiEventType Type => CtiEventType.RegistrationRefreshed;
}

/// <summary>A registration has ended.</summary>
public sealed record RegistrationRemoved : RegistrationEvent
{
    /// <inheritdoc/>
    public override CtiEventType Type => CtiEventType.RegistrationRemoved;

    /// <summary>Whether its time ran out; false when it was taken back.</summary>
    public bool HasExpired { get; init; }
}
