namespace Orleans.TableService.RocksDb;

/// <summary>What a <see cref="RocksException"/> is about, as far as a caller can act on it.</summary>
public enum RocksErrorKind
{
    /// <summary>None of the others; the status text says what.</summary>
    Other,

    /// <summary>Data on disk is damaged or missing: no retry brings it back.</summary>
    Corruption,

    /// <summary>The file system failed a read, a write or a sync.</summary>
    InputOutput,

    /// <summary>The file system or the quota is full.</summary>
    NoSpace,

    /// <summary>The database is open already, in this process or in another.</summary>
    LockHeld,

    /// <summary>Another operation is in the way.</summary>
    Busy,

    /// <summary>An argument, an option or the state of the directory does not allow the operation.</summary>
    InvalidArgument,

    /// <summary>The library, or a database opened for reading, cannot do this.</summary>
    NotSupported,

    /// <summary>The operation was given up, or would have had to wait.</summary>
    Incomplete,

    /// <summary>The database is closing.</summary>
    ShuttingDown,

    /// <summary>A file or an object is not there.</summary>
    NotFound,
}
