using System.Text;
using System.Text.Json;
using SipCti.Core.Tests.Wire;
using SipCti.Messages;
using SipCti.Wire;

namespace SipCti.Core.Tests.Corpora;

/// <summary>Captured TCP streams of deployed products: each direction frames into its messages however it is cut.</summary>
public sealed class StreamCorpusTests
{
    private static CorpusFile[] Streams() => CorpusFiles.OfOrNone("streams");

    [Test]
    public void The_streams_are_there() => Assert.That(CorpusFiles.Of("streams"), Has.Length.EqualTo(12));

    [TestCaseSource(nameof(Streams))]
    public void A_captured_stream_gives_its_messages_as_captured_and_recut(CorpusFile file)
    {
        using JsonDocument document = JsonDocument.Parse(file.Bytes);
        JsonElement root = document.RootElement;
        int found = 0;
        foreach (int direction in new[] { 0, 1 })
        {
            byte[][] segments = [.. root.GetProperty("segments").EnumerateArray()
                .Where(s => s.GetProperty("dir").GetInt32() == direction).Select(s => Convert.FromHexString(s.GetProperty("hex").GetString()!))];
            byte[] stream = [.. segments.SelectMany(s => s)];
            IEnumerable<int> ends = segments.Select(s => s.Length).Aggregate(new List<int> { 0 }, (list, length) => [.. list, list[^1] + length]);
            List<Framed> asCaptured = Cuts.Feed(stream, SipLimits.Default, ends);
            Assert.That(Cuts.Feed(stream, SipLimits.Default), Is.EqualTo(asCaptured));
            Assert.That(Cuts.Feed(stream, SipLimits.Default, Enumerable.Range(1, 200).Select(i => i * stream.Length / 201).Distinct()), Is.EqualTo(asCaptured));
            Assert.That(asCaptured, Has.None.With.Property(nameof(Framed.Status)).EqualTo(FrameStatus.Lost));
            foreach (Framed framed in asCaptured.Where(f => f.Status == FrameStatus.Message))
                Assert.That(SipMessage.TryParse(Encoding.Latin1.GetBytes(framed.Text), SipLimits.Default, out _, out SipFault fault), Is.True, fault.ToString());
            found += asCaptured.Count(f => f.Status == FrameStatus.Message);
        }

        Assert.That(found, Is.EqualTo(root.GetProperty("messages").GetInt32()));
    }
}
