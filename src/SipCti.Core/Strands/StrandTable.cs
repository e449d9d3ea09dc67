using System.Numerics;
using Microsoft.Extensions.Logging;
using SipCti.Diagnostics;

namespace SipCti.Strands;

/// <summary>The fixed table of strands of one server. All that shares a key (a Call-ID) shares a strand. Thread safe.</summary>
public sealed class StrandTable
{
    private readonly Strand[] _strands;

    /// <summary>Makes the strands.</summary>
    /// <param name="count">How many: a power of two, default 256, enough that cores seldom meet on one strand.</param>
    /// <param name="wheel">The timers of the strands.</param>
    /// <param name="logger">Gets the exceptions that escape strand work.</param>
    /// <param name="quiescence">Counts the busy strands, for tests; <see langword="null"/> in production.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is not a power of two.</exception>
    public StrandTable(int count, TimingWheel wheel, ILogger logger, Quiescence? quiescence = null)
    {
        ArgumentNullException.ThrowIfNull(wheel);
        ArgumentNullException.ThrowIfNull(logger);
        if (!BitOperations.IsPow2(count))
            throw new ArgumentOutOfRangeException(nameof(count), count, "The number of strands must be a power of two.");
        _strands = new Strand[count];
        for (var index = 0; index < count; index++)
            _strands[index] = new Strand(index, wheel, logger, quiescence);
    }

    /// <summary>The number of strands.</summary>
    public int Count => _strands.Length;

    /// <summary>The strand at an index.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public Strand this[int index] => _strands[index];

    /// <summary>The strand of a key.</summary>
    /// <param name="key">A Call-ID, compared octet by octet (RFC 3261 section 20.8).</param>
    /// <returns>Always the same strand for the same key.</returns>
    // The hash is seeded per process: nobody outside can choose Call-IDs that all meet on one strand.
    public Strand For(ReadOnlySpan<char> key) => _strands[string.GetHashCode(key) & (_strands.Length - 1)];
}
