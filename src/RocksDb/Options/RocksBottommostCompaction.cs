namespace Orleans.TableService.RocksDb;

/// <summary>Whether a compaction that was asked for rewrites the files of the last level.</summary>
public enum RocksBottommostCompaction
{
    /// <summary>No.</summary>
    Skip,

    /// <summary>Only if a compaction filter is set; RocksDB's default.</summary>
    IfFiltered,

    /// <summary>Yes.</summary>
    Force,

    /// <summary>Yes, except for files that this same compaction wrote.</summary>
    ForceOnce,
}
