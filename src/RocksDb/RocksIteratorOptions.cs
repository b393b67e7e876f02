using System.Diagnostics.CodeAnalysis;

namespace Orleans.TableService.RocksDb;

/// <summary>
/// What an iterator sees. The bounds are copied: their memory may be reused once the iterator is created.
/// </summary>
[SuppressMessage("Performance", "CA1815", Justification = "An argument is not compared.")]
public readonly ref struct RocksIteratorOptions
{
    /// <summary>The first key that can be seen; empty means from the first key on.</summary>
    public ReadOnlySpan<byte> LowerBound { get; init; }

    /// <summary>The first key that can not be seen any more; empty means up to the last key.</summary>
    public ReadOnlySpan<byte> UpperBound { get; init; }

    /// <summary>The state to read; without one, that of the moment when the iterator is created.</summary>
    public RocksSnapshot? Snapshot { get; init; }

    /// <summary>Whether blocks that are read stay out of the block cache, as suits a long scan. Default no.</summary>
    public bool SkipsCache { get; init; }

    /// <summary>How far to read ahead, in bytes; zero lets RocksDB choose. Default zero.</summary>
    public int ReadAheadBytes { get; init; }
}
