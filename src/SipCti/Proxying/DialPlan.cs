using System.Collections.Immutable;

namespace SipCti.Proxying;

/// <summary>
/// An address translator made of rules; the first rule whose pattern matches the dialled number or name decides.
/// <para>
/// Patterns: <c>*</c> at the end stands for one or more characters, <c>?</c> for any one, <c>x</c> for one digit (in a pattern without other
/// letters); everything else stands for itself, also <c>*</c> elsewhere and <c>#</c>, as in <c>*21**</c> (what is dialled after <c>*21*</c>). Letter case counts.
/// Targets: a <c>sip</c> or <c>tel</c> URI; <c>{rest}</c> is what stands from the pattern's first wildcard on, <c>{user}</c> all that was dialled,
/// <c>{domain}</c> the domain in which it was dialled.
/// </para>
/// Thread-safe: a rule that is added takes effect with the next request.
/// </summary>
public sealed class DialPlan : IAddressTranslator
{
    private ImmutableArray<Rule> _rules = [];

    /// <summary>The number of rules.</summary>
    public int Count => _rules.Length;

    /// <summary>Adds a rule: requests for a matching address are sent on to the target.</summary>
    /// <param name="pattern">The pattern, for example <c>9*</c>.</param>
    /// <param name="target">The target, for example <c>sip:{rest}@trunk.example;transport=tcp</c>.</param>
    /// <returns>This dial plan.</returns>
    /// <exception cref="FormatException">The pattern or the target is malformed; the message says how.</exception>
    public DialPlan Rewrite(string pattern, string target) => Add(Rule.Parse(pattern, target, AddressTranslationOutcome.SentOn));

    /// <summary>Adds a rule: callers of a matching address are told the target in a 302 response.</summary>
    /// <param name="pattern">The pattern, for example <c>0800*</c>.</param>
    /// <param name="target">The target, for example <c>sip:service@pbx.example</c>.</param>
    /// <returns>This dial plan.</returns>
    /// <exception cref="FormatException">The pattern or the target is malformed; the message says how.</exception>
    public DialPlan Return(string pattern, string target) => Add(Rule.Parse(pattern, target, AddressTranslationOutcome.Returned));

    /// <summary>Reads a dial plan from a file. See <see cref="Load(TextReader)"/>.</summary>
    /// <param name="path">The file, UTF-8.</param>
    /// <returns>The dial plan.</returns>
    /// <exception cref="FormatException">A line is malformed; the message names the file, the line and the fault.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static DialPlan Load(string path)
    {
        using var reader = File.OpenText(path);
        return DialPlanReader.Read(reader, path);
    }

    /// <summary>
    /// Reads a dial plan, one rule a line: <c>send PATTERN TARGET</c> or <c>return PATTERN TARGET</c>, separated by blanks.
    /// A line that begins with <c>#</c> is a comment, and so is what follows the target after a <c>#</c>; empty lines are skipped.
    /// </summary>
    /// <param name="reader">The text.</param>
    /// <returns>The dial plan.</returns>
    /// <exception cref="FormatException">A line is malformed; the message names the line and the fault.</exception>
    public static DialPlan Load(TextReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return DialPlanReader.Read(reader, null);
    }

    /// <inheritdoc/>
    public ValueTask<AddressTranslation> TranslateAsync(AddressTranslationRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        foreach (var rule in _rules)
            if (rule.Apply(request.User, request.Domain) is { } translation) return ValueTask.FromResult(translation);
        return ValueTask.FromResult(AddressTranslation.None);
    }

    private DialPlan Add(Rule rule)
    {
        ImmutableInterlocked.Update(ref _rules, static (rules, added) => rules.Add(added), rule);
        return this;
    }

    private sealed record Rule(DialPattern Pattern, DialTarget Target, AddressTranslationOutcome Outcome)
    {
        public static Rule Parse(string pattern, string target, AddressTranslationOutcome outcome)
        {
            if (!DialPattern.TryParse(pattern, out var left, out var fault) || !DialTarget.TryParse(target, left.HasRest, out var right, out fault))
                throw new FormatException($"Dial plan rule '{pattern}': {fault}.");
            return new Rule(left, right, outcome);
        }

        public AddressTranslation? Apply(string user, string domain)
        {
            if (!Pattern.TryMatch(user, out var rest) || Target.Fill(user, rest, domain) is not { } uri) return null;
            return Outcome == AddressTranslationOutcome.Returned ? AddressTranslation.Return(uri) : AddressTranslation.SendOn(uri);
        }
    }
}
