namespace SipCti.Interop.Tests.Harness;

/// <summary>A fixture whose tests each get a lab of their own; when one fails, its report ends with what all processes said.
/// Labs do not meet, so fixtures run beside each other; the tests of one fixture share a field and run one after another.</summary>
[Parallelizable(ParallelScope.Self)]
internal abstract class LabFixture(params string[] programs)
{
    private Lab? _lab;

    protected Lab Lab => _lab!;

    [SetUp]
    public async Task OpenLab() => _lab = await Lab.OpenAsync(programs);

    [TearDown]
    public async Task CloseLab()
    {
        if (_lab is null)
            return;
        if (TestContext.CurrentContext.Result.Outcome.Status == NUnit.Framework.Interfaces.TestStatus.Failed)
            await TestContext.Out.WriteLineAsync(_lab.Logs());
        await _lab.DisposeAsync();
        _lab = null;
    }
}
