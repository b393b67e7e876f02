namespace Orleans.TableService.RocksDb;

/// <summary>How a compaction that was asked for goes about it.</summary>
public sealed class RocksCompactRangeOptions
{
    /// <summary>Whether no compaction of RocksDB's own runs beside it. Default no.</summary>
    public bool IsExclusive { get; set; }

    /// <summary>
    /// Whether files of the last level are rewritten too. Default if a compaction filter asks for it.
    /// </summary>
    public RocksBottommostCompaction Bottommost { get; set; } = RocksBottommostCompaction.IfFiltered;
}
