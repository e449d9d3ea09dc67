using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace SipCti.Fuzz.Targets;

/// <summary>What must hold for every input; a claim that does not hold is a finding like any exception.</summary>
internal static class Claim
{
    public static void Holds(
        [DoesNotReturnIf(false)] bool holds,
        [CallerArgumentExpression(nameof(holds))] string? claim = null,
        [CallerMemberName] string? where = null)
    {
        if (!holds)
            throw new ClaimBrokenException($"{where}: {claim}");
    }

    public static void Same<T>(T actual, T expected, [CallerArgumentExpression(nameof(actual))] string? claim = null, [CallerMemberName] string? where = null)
    {
        if (!EqualityComparer<T>.Default.Equals(actual, expected))
            throw new ClaimBrokenException($"{where}: {claim} is '{actual}' and not '{expected}'");
    }
}
