namespace SipCti.Cti;

/// <summary>What a monitor watches, and when.</summary>
public sealed record MonitorOptions
{
    /// <summary>
    /// The devices: an exact address-of-record (<c>sip:201@pbx.example</c>), a pattern with one <c>*</c> that stands for any characters
    /// (<c>sip:20*@pbx.example</c>), or <c>*</c> for all. At least one.
    /// </summary>
    public required IReadOnlyList<string> Devices { get; init; }

    /// <summary>Only these kinds of events; null (the default) for all. Monitor events and gaps are always told.</summary>
    public IReadOnlyCollection<CtiEventType>? EventTypes { get; init; }

    /// <summary>The monitor waits until then; null (the default): it begins at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The monitor ceases then, by the wall clock; null (the default): never. Must lie in the future and after <see cref="NotBefore"/>.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>The monitor ceases this long after it began, however the wall clock is set meanwhile; null (the default): never. Greater than zero.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The monitor ceases when it has told so many events (monitor events and gaps not counted); null (the default): no end. At least 1.</summary>
    public long? MaximumEvents { get; init; }
}
