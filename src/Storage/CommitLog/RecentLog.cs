namespace Orleans.TableService.Storage.CommitLog;

/// <summary>
/// The newest bytes of the commit log, kept in memory for those who copy it or follow it: ranges that write beside each
/// other have a few hundred bytes in each frame, which cost a call of the operating system to read back.
/// </summary>
/// <remarks>
/// A ring: what is added takes the place of what is oldest. One thread adds; any number reads, without a lock, and
/// learns when it was overtaken. Memory is taken when it is first needed.
/// </remarks>
/// <param name="sizeBytes">Bytes that it keeps; 0 for none.</param>
internal sealed class RecentLog(int sizeBytes)
{
    private const int PieceSizeBytes = 64 << 10;

    private readonly byte[]?[] _pieces = new byte[]?[(sizeBytes + PieceSizeBytes - 1L) / PieceSizeBytes];
    private long _start;

    /// <summary>The address of what is added next. For the thread that adds.</summary>
    public long End { get; private set; }

    /// <summary>Adds bytes, from <see cref="End"/> on.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        var address = End;
        End += bytes.Length;
        if (End - sizeBytes > _start)
        {
            // Readers learn of it before anything that they may be reading changes.
            Volatile.Write(ref _start, End - sizeBytes);
            Interlocked.MemoryBarrier();
        }

        // Of what is larger than the whole ring the end is kept.
        bytes = bytes[(int)Math.Max(0, _start - address)..];
        address = Math.Max(address, _start);
        while (!bytes.IsEmpty)
        {
            ref var piece = ref _pieces[PieceOf(address, out var offset, out var pieceSizeBytes)];
            var place = (piece ??= new byte[pieceSizeBytes]).AsSpan(offset);
            var count = Math.Min(bytes.Length, place.Length);
            bytes[..count].CopyTo(place);
            bytes = bytes[count..];
            address += count;
        }
    }

    /// <summary>Reads bytes that were added, if they are still there.</summary>
    /// <param name="address">Where they begin; all of them were added before.</param>
    /// <param name="target">As long as what is to be read; holds anything if that is not there.</param>
    public bool TryRead(long address, Span<byte> target)
    {
        if (address < Volatile.Read(ref _start))
        {
            return false;
        }

        var next = address;
        while (!target.IsEmpty)
        {
            var place = _pieces[PieceOf(next, out var offset, out _)].AsSpan(offset);
            var count = Math.Min(target.Length, place.Length);
            place[..count].CopyTo(target);
            target = target[count..];
            next += count;
        }

        Interlocked.MemoryBarrier();
        return address >= Volatile.Read(ref _start);
    }

    private int PieceOf(long address, out int offset, out int pieceSizeBytes)
    {
        var (piece, at) = Math.DivRem((int)(address % sizeBytes), PieceSizeBytes);
        offset = at;
        pieceSizeBytes = Math.Min(PieceSizeBytes, sizeBytes - (piece * PieceSizeBytes));
        return piece;
    }
}
