using CsCheck;
using SipCti.Wire;

namespace SipCti.Core.Tests.Wire;

/// <summary>The search of lines by steps of 64 bytes against one byte by byte; what stands behind the text changes nothing.</summary>
public sealed class LineEndsTests
{
    private static readonly Gen<byte[]> Fragment = Gen.Frequency(
        (6, Gen.OneOf("\r\n", "\r\n", "a\r\n", "\r\n\r\n", "\r", "\n", "\0", "\\\0", "\n\n", "\r\r\n").Select(text => text.Select(c => (byte)c).ToArray())),
        (6, Gen.Int[0, 70].Select(count => Enumerable.Repeat((byte)'x', count).ToArray())));

    private static readonly Gen<byte[]> Tail = Gen.OneOf("\n", "\r\n\r\n", "\0", "xy\r\n").Array[LineEnds.Slack].Select(parts => string.Concat(parts).Take(LineEnds.Slack).Select(c => (byte)c).ToArray());

    [Test]
    public void Both_searches_agree_whatever_stands_behind_the_text() =>
        Gen.Select(Fragment.Array[0, 20], Tail, Gen.Int[0, 400], Gen.Int[64, 200]).Sample(
            (fragments, tail, most, room) =>
            {
                byte[] text = [.. fragments.SelectMany(f => f)];
                Assert.That(Found([.. text, .. tail], text.Length, most, room), Is.EqualTo(Expected(text, most)));
            },
            iter: 30_000);

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(61)]
    [TestCase(62)]
    [TestCase(63)]
    [TestCase(64)]
    [TestCase(65)]
    [TestCase(126)]
    [TestCase(128)]
    [TestCase(4096)]
    public void A_line_of_any_length_ends_where_it_ends(int length)
    {
        byte[] text = [.. Enumerable.Repeat((byte)'x', length), .. "\r\n\r\nbody"u8];
        string ends = length == 0 ? "2" : $"{length + 2} {length + 4}";
        Assert.That(Found([.. text, .. new byte[LineEnds.Slack]], text.Length, int.MaxValue, 64), Is.EqualTo(ends));
    }

    [Test]
    public void A_hundred_thousand_lines_find_room()
    {
        byte[] text = [.. Enumerable.Repeat("a\r\n"u8.ToArray(), 100_000).SelectMany(line => line), .. "\r\n"u8];
        Span<int> ends = stackalloc int[64];
        int count = LineEnds.Find([.. text, .. new byte[LineEnds.Slack]], text.Length, ref ends, int.MaxValue, out _);
        Assert.That((count, ends[count - 1], ends[count - 2]), Is.EqualTo((100_001, text.Length, text.Length - 2)));
    }

    [Test]
    public void Bytes_without_slack_are_refused() => Assert.That(
        () =>
        {
            Span<int> ends = new int[64];
            LineEnds.Find(new byte[LineEnds.Slack], 1, ref ends, 10, out _);
        },
        Throws.InstanceOf<ArgumentOutOfRangeException>());

    private static string Found(byte[] bytes, int length, int most, int room)
    {
        Span<int> ends = new int[room];
        int count = LineEnds.Find(bytes, length, ref ends, most, out SipFault fault);
        return count < 0 ? $"{fault.Kind} {fault.Offset}" : string.Join(' ', ends[..count].ToArray());
    }

    private static string Expected(byte[] text, int most)
    {
        ReadOnlySpan<byte> head = text.AsSpan(0, Math.Min(text.Length, most));
        var ends = new List<int>();
        bool isEnded = false;
        for (int i = 0; i < head.Length && !isEnded; i++)
        {
            if (head[i] != '\n')
                continue;
            isEnded = i + 1 - ends.LastOrDefault() == 2;
            ends.Add(i + 1);
        }

        head = isEnded ? head[..ends[^1]] : head;
        for (int i = 0; i < head.Length; i++)
        {
            bool isWrong = head[i] switch
            {
                (byte)'\r' => i + 1 < head.Length && head[i + 1] != '\n',
                (byte)'\n' => i == 0 || head[i - 1] != '\r',
                0 => i == 0 || head[i - 1] != '\\',
                _ => false,
            };
            if (isWrong)
                return $"{SipFaultKind.ControlCharacter} {i}";
        }

        SipFaultKind kind = text.Length > most ? SipFaultKind.HeaderBlockTooLarge : SipFaultKind.HeaderBlockUnterminated;
        return isEnded ? string.Join(' ', ends) : $"{kind} {ends.LastOrDefault()}";
    }
}
