namespace Orleans.TableService.RocksDb;

/// <summary>What RocksDB writes to the <c>LOG</c> file in a database's directory.</summary>
public enum RocksInfoLogLevel
{
    /// <summary>Everything.</summary>
    Debug,

    /// <summary>Flushes, compactions and their like; RocksDB's own default.</summary>
    Information,

    /// <summary>Warnings and worse.</summary>
    Warning,

    /// <summary>Errors and worse.</summary>
    Error,

    /// <summary>Fatal errors and the header.</summary>
    Fatal,

    /// <summary>Only the header that lists the options: the least that RocksDB 7.8 can be made to write.</summary>
    Header,
}
