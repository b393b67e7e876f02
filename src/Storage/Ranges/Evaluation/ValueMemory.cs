using System.Buffers;

namespace Orleans.TableService.Storage.Ranges.Evaluation;

/// <summary>Memory for values that are kept until all of them are let go together.</summary>
/// <remarks>
/// Left where they are, in the records of their groups, values would keep memory that is new for each group through
/// several collections. These buffers are used again, so that a collector neither moves them nor looks at what refers
/// to them. A large value is not worth its copy. For one thread.
/// </remarks>
internal sealed class ValueMemory
{
    private const int BufferSizeMinBytes = 4 << 10;
    private const int BufferSizeMaxBytes = 64 << 10;
    private const int CopiedMaxBytes = 4 << 10;

    private readonly Stack<byte[]> _buffers = new();
    private int _used;

    /// <summary>
    /// The value in this memory, where it lasts until <see cref="Clear"/>; a large one stays where it is.
    /// </summary>
    public TableValue Keep(in TableValue value)
    {
        var source = value.Bytes.Span;
        if (source.Length is 0 or > CopiedMaxBytes)
        {
            return value;
        }

        if (!_buffers.TryPeek(out var buffer) || buffer.Length - _used < source.Length)
        {
            // Few values need little, and buffers have powers of two as their lengths.
            var size = Math.Clamp(2 * (buffer?.Length ?? 0), BufferSizeMinBytes, BufferSizeMaxBytes);
            buffer = ArrayPool<byte>.Shared.Rent(size);
            _buffers.Push(buffer);
            _used = 0;
        }

        var kept = buffer.AsMemory(_used, source.Length);
        source.CopyTo(kept.Span);
        _used += source.Length;
        return new TableValue(kept);
    }

    /// <summary>Lets all values go: their memory will be others'.</summary>
    public void Clear()
    {
        while (_buffers.TryPop(out var buffer))
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
