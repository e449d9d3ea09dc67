namespace SipCti.Core.Tests.Fuzzing;

/// <summary>Damages inputs as a fuzzer does; the same seed gives the same damage.</summary>
internal sealed class Mutator(int seed, byte[][] inputs, byte[][] dictionary)
{
    private const int Longest = 16_384;

    private readonly Random _random = new(seed);

    public byte[] Next()
    {
        byte[] input = Any(inputs);
        int steps = 1 + _random.Next(6);
        for (int i = 0; i < steps; i++)
            input = Step(input);
        return input.Length > Longest ? input[..Longest] : input;
    }

    private byte[] Step(byte[] input) => _random.Next(8) switch
    {
        0 => Flip(input),
        1 => Overwrite(input),
        2 => input[..At(input)],
        3 => Insert(input, Any(dictionary)),
        4 => Replace(input, Any(dictionary)),
        5 => Splice(input, Any(inputs)),
        6 => RepeatLine(input),
        _ => Cut(input),
    };

    private byte[] Flip(byte[] input)
    {
        byte[] result = [.. input];
        if (result.Length > 0)
            result[_random.Next(result.Length)] ^= (byte)(1 << _random.Next(8));
        return result;
    }

    private byte[] Overwrite(byte[] input)
    {
        byte[] result = [.. input];
        if (result.Length > 0)
            result[_random.Next(result.Length)] = (byte)_random.Next(256);
        return result;
    }

    private byte[] Insert(byte[] input, byte[] token)
    {
        int at = At(input);
        return [.. input[..at], .. token, .. input[at..]];
    }

    private byte[] Replace(byte[] input, byte[] token)
    {
        int at = At(input);
        return [.. input[..at], .. token, .. input[Math.Min(input.Length, at + token.Length)..]];
    }

    private byte[] Splice(byte[] input, byte[] other) => [.. input[..At(input)], .. other[At(other)..]];

    private byte[] Cut(byte[] input)
    {
        int at = At(input);
        return [.. input[..at], .. input[Math.Min(input.Length, at + 1 + _random.Next(16))..]];
    }

    /// <summary>A line once more, and now and then so often that a limit is crossed.</summary>
    private byte[] RepeatLine(byte[] input)
    {
        int at = At(input);
        int start = input.AsSpan(0, at).LastIndexOf((byte)'\n') + 1;
        int length = input.AsSpan(start).IndexOf((byte)'\n') + 1;
        int times = _random.Next(20) == 0 ? 300 : 1;
        return [.. input[..start], .. Enumerable.Repeat(input[start..(start + length)], times).SelectMany(line => line), .. input[start..]];
    }

    private int At(byte[] input) => _random.Next(input.Length + 1);

    private byte[] Any(byte[][] all) => all[_random.Next(all.Length)];
}
