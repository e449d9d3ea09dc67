using System.Buffers;

namespace SipCti.Transport;

/// <summary>A growing buffer from the pool; empty, it holds nothing.</summary>
internal sealed class PooledBuffer : IBufferWriter<byte>
{
    private const int SmallestRent = 4096;

    private byte[] _array = [];

    /// <summary>How many bytes are written.</summary>
    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _array.AsMemory(0, Length);

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _array.Length - Length);
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _array.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _array.AsSpan(Length);
    }

    /// <summary>Takes back what was written after a point.</summary>
    public void Truncate(int length) => Length = length;

    /// <summary>Forgets everything and gives the memory back.</summary>
    public void Release()
    {
        Length = 0;
        if (_array.Length == 0)
            return;
        ArrayPool<byte>.Shared.Return(_array);
        _array = [];
    }

    private void Reserve(int sizeHint)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        var wanted = Length + Math.Max(sizeHint, 1);
        if (wanted <= _array.Length)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(wanted, Math.Max(SmallestRent, _array.Length * 2)));
        _array.AsSpan(0, Length).CopyTo(larger);
        if (_array.Length > 0)
            ArrayPool<byte>.Shared.Return(_array);
        _array = larger;
    }
}
