using System.Buffers;
using SipCti.Fuzz.Targets;
using SipCti.Wire;

namespace SipCti.Core.Tests.Fuzzing;

/// <summary>
/// The targets of the fuzzer over its seeds, and over some thousand damaged ones, the same in every run: what is new is searched for by
/// AFL++, or with another <c>SIPCTI_FUZZ_SEED</c> (0 for a random one) and a higher <c>SIPCTI_FUZZ_COUNT</c>.
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
        int seed = Number("SIPCTI_FUZZ_SEED", 3261);
        seed = seed == 0 ? Random.Shared.Next() : seed;
        TestContext.Out.WriteLine($"SIPCTI_FUZZ_SEED={seed}");
        var mutator = new Mutator(seed, FuzzSeeds.Of(target), FuzzSeeds.Dictionary());
        int count = Number("SIPCTI_FUZZ_COUNT", 3_000);
        for (int i = 0; i < count; i++)
            Run(target, mutator.Next(), $"input {i} of seed {seed}");
    }

    [TestCaseSource(nameof(Targets))]
    public void A_seed_truncated_anywhere_neither_throws_nor_contradicts_itself(string target)
    {
        foreach (byte[] input in FuzzSeeds.Of(target))
        {
            for (int length = 0; length < input.Length; length++)
                Run(target, input[..length], $"the first {length} bytes of a seed");
        }
    }

    [Test]
    public void A_message_truncated_anywhere_is_not_complete_on_a_stream()
    {
        foreach (byte[] input in FuzzSeeds.Of("message"))
        {
            var whole = new SipFramer(SipLimits.Default);
            if (whole.Read(new ReadOnlySequence<byte>(input), out _, out _, out _, out _) != FrameStatus.Message)
                continue;
            for (int length = 0; length < input.Length; length++)
            {
                var framer = new SipFramer(SipLimits.Default);
                Assert.That(framer.Read(new ReadOnlySequence<byte>(input, 0, length), out _, out _, out _, out _), Is.EqualTo(FrameStatus.NeedMore), $"truncated to {length}");
            }
        }
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
