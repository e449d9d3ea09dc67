namespace SipCti.Core.Tests.Transport;

/// <summary>A test of the transport over one medium, with a rig of its own.</summary>
public abstract class TransportTest(Medium medium)
{
    private Rig? _rig;

    protected Medium Medium => medium;

    private protected Rig Rig => _rig!;

    [SetUp]
    public void MakeRig() => _rig = new Rig(medium);

    [TearDown]
    public async Task CloseRig() => await _rig!.DisposeAsync();
}
