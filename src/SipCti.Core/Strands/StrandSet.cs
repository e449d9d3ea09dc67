using System.Numerics;

namespace SipCti.Strands;

/// <summary>
/// Some strands of one table, by their index. Strands may be added by many threads at once; enumerating sees all that were
/// added before it began. Nothing is ever taken out.
/// </summary>
internal sealed class StrandSet
{
    private const int BitsPerWord = 64;

    private ulong[]? _words;

    /// <summary>Adds a strand.</summary>
    /// <param name="strand">The strand's index.</param>
    /// <param name="count">How many strands its table has.</param>
    public void Add(int strand, int count)
    {
        var words = Volatile.Read(ref _words);
        if (words is null)
        {
            var made = new ulong[(count + BitsPerWord - 1) / BitsPerWord];
            words = Interlocked.CompareExchange(ref _words, made, null) ?? made;
        }

        ref var word = ref words[strand / BitsPerWord];
        var bit = 1UL << strand;
        if ((Volatile.Read(ref word) & bit) == 0)
            Interlocked.Or(ref word, bit);
    }

    /// <summary>The indices of the strands, in order.</summary>
    public IEnumerable<int> Indices()
    {
        var words = Volatile.Read(ref _words) ?? [];
        for (var index = 0; index < words.Length; index++)
        {
            for (var word = Volatile.Read(ref words[index]); word != 0; word &= word - 1)
                yield return index * BitsPerWord + BitOperations.TrailingZeroCount(word);
        }
    }
}
