using SipCti.Fuzz.Targets;

namespace SipCti.Core.Tests.Fuzzing;

/// <summary>
/// The targets of the fuzzer over its seeds, and over some thousand damaged ones. <c>SIPCTI_FUZZ_SEED</c> repeats a run,
/// <c>SIPCTI_FUZZ_COUNT</c> lengthens it.
/// </summary>
public sealed class BoundedFuzzTests
{
    private static IEnumerable<string> Targets() => FuzzTargets.All.Keys;

    [TestCaseSource(nameof(Targets))]
    public void A_seed_runs_through_its_target(string target)
    {
        byte[][] inputs = FuzzSeeds.Of(target);
        Assert.That(inputs, Is.Not.Empty);
        foreach (byte[] input in inputs)
            Run(target, input, "a seed");
    }

    [TestCaseSource(nameof(Targets))]
    public void A_damaged_seed_neither_throws_nor_contradicts_itself(string target)
    {
        int seed = Number("SIPCTI_FUZZ_SEED", Random.Shared.Next());
        TestContext.Out.WriteLine($"SIPCTI_FUZZ_SEED={seed}");
        var mutator = new Mutator(seed, FuzzSeeds.Of(target), FuzzSeeds.Dictionary());
        int count = Number("SIPCTI_FUZZ_COUNT", 4_000);
        for (int i = 0; i < count; i++)
            Run(target, mutator.Next(), $"input {i} of seed {seed}");
    }

    [Test]
    public void A_target_reports_what_contradicts_itself() =>
        Assert.That(() => Claim.Holds(1 > 2), Throws.TypeOf<ClaimBrokenException>().With.Message.Contains("1 > 2"));

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), out int number) ? number : otherwise;

    private static void Run(string target, byte[] input, string what)
    {
        try
        {
            FuzzTargets.All[target](input);
        }
        catch (Exception exception)
        {
            Assert.Fail($"{target}, {what}: {Convert.ToBase64String(input)}\n{exception}");
        }
    }
}
