namespace Orleans.TableService.RocksDb;

/// <summary>How blocks of table and blob files are compressed.</summary>
public enum RocksCompression
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>LZ4: fast, moderate.</summary>
    Lz4,

    /// <summary>Zstandard: slower, denser.</summary>
    Zstandard,

    /// <summary>Snappy: fast, moderate; for files that others wrote.</summary>
    Snappy,
}
