using SipCti.Strands;

namespace SipCti.Core.Tests.Strands;

public class StrandSetTests
{
    [Test]
    public void Holds_what_was_added_once_and_in_order()
    {
        var set = new StrandSet();
        Assert.That(set.Indices(), Is.Empty);
        foreach (var index in new[] { 200, 0, 63, 64, 255, 64, 0 })
            set.Add(index, 256);
        Assert.That(set.Indices(), Is.EqualTo([0, 63, 64, 200, 255]));
    }

    [Test]
    public void Holds_what_many_threads_added()
    {
        var set = new StrandSet();
        Parallel.For(0, 2048, index => set.Add(index, 2048));
        Assert.That(set.Indices(), Is.EqualTo(Enumerable.Range(0, 2048)));
    }
}
