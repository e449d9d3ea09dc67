using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace SipCti.Registration;

/// <summary>What a <see cref="RegistrationTable"/> may hold, and its clock.</summary>
public sealed record RegistrationTableOptions
{
    /// <summary>The clock by which bindings expire. Default the system's; give it the server's when that is another.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where the table logs. Default nowhere.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>The most bindings of one address-of-record. Default <see cref="SipLimits.MaxBindingsPerAddressOfRecord"/>.</summary>
    public int MaxBindingsPerAddressOfRecord { get; init; } = SipLimits.Default.MaxBindingsPerAddressOfRecord;

    /// <summary>The most bindings in all. Default 1,000,000 (about half a gigabyte), so that a host without authentication cannot be filled up.</summary>
    public int MaxBindings { get; init; } = 1_000_000;

    /// <summary>The number of changes that are held for followers that were cut. Default 65,536: some minutes of a large site's refreshes.</summary>
    public int HistoryLength { get; init; } = 65_536;

    /// <summary>Throws <see cref="ArgumentOutOfRangeException"/> that names the option with a wrong value.</summary>
    public void Validate()
    {
        ArgumentNullException.ThrowIfNull(Time);
        ArgumentNullException.ThrowIfNull(LoggerFactory);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBindingsPerAddressOfRecord, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBindings, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(HistoryLength, 1);
    }
}
