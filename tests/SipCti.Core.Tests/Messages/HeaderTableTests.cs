using System.Runtime.Intrinsics;
using SipCti.Messages;

namespace SipCti.Core.Tests.Messages;

/// <summary>Two ways lead from a name to its field, a quick one and a sure one; what the quick one says, the sure one says too.</summary>
public sealed class HeaderTableTests
{
    private static IEnumerable<HeaderId> Known => Enum.GetValues<HeaderId>().Where(id => id != HeaderId.Unknown);

    [Test]
    public void Both_ways_agree_on_every_name_that_differs_from_a_known_one_in_a_byte()
    {
        int found = 0;
        foreach (byte[] name in Known.Select(id => Samples.Bytes(HeaderTable.Name(id))).Where(name => name.Length <= 16))
        {
            for (int i = 0; i < name.Length; i++)
            {
                byte[] near = [.. name];
                for (int b = 0; b < 256; b++)
                {
                    // A line holds no carriage return, and the name ends at its colon.
                    near[i] = (byte)b;
                    if (b is not ('\r' or ':'))
                        found += Agree(near, near.Length);
                }
            }
        }

        Assert.That(found, Is.GreaterThan(500), "each name as it is, and with each letter in the other case");
    }

    [Test]
    public void Both_ways_agree_on_every_beginning_of_a_known_name_and_on_what_is_longer()
    {
        foreach (byte[] name in Known.Select(id => Samples.Bytes(HeaderTable.Name(id))))
        {
            for (int length = 0; length <= Math.Min(name.Length, 16); length++)
                Agree(name, length);
            byte[] longer = [.. name, (byte)'s', (byte)' ', (byte)' '];
            for (int length = name.Length; length <= Math.Min(longer.Length, 16); length++)
                Agree(longer, length);
        }
    }

    [Test]
    public void Nearly_all_short_names_go_the_quick_way()
    {
        HeaderId[] slow = [.. Known.Where(id => HeaderTable.Name(id).Length <= 16 && Guess(Samples.Bytes(HeaderTable.Name(id)), HeaderTable.Name(id).Length) != id)];
        Assert.That(slow, Has.Length.LessThan(Known.Count() / 10), string.Join(' ', slow));
    }

    // Masks of fields have two words of 64 bits.
    [Test]
    public void There_are_no_more_fields_than_masks_have_bits() => Assert.That(Known.Max(id => (byte)id), Is.LessThan(128));

    private static int Agree(byte[] text, int length)
    {
        HeaderId guess = Guess(text, length);
        if (guess != HeaderId.Unknown)
            Assert.That(HeaderTable.Find(text.AsSpan(0, length)), Is.EqualTo(guess), Convert.ToHexString(text, 0, length));
        return guess == HeaderId.Unknown ? 0 : 1;
    }

    private static HeaderId Guess(byte[] text, int length) =>
        HeaderTable.Guess(Vector128.Create<byte>([.. text.AsSpan(0, length), (byte)':', .. "a line goes on :"u8]), length);
}
