namespace Orleans.TableService;

/// <summary>Durable tables and streams. Safe for use by many callers at once.</summary>
public interface ITableService
{
    /// <summary>Namespaces, streams and ranges: create, look at, delete.</summary>
    ITableAdmin Admin { get; }

    /// <summary>Whole streams: out of this service and into it.</summary>
    /// <exception cref="NotSupportedException">This service keeps nothing that outlives it.</exception>
    ITableBackup Backup => throw new NotSupportedException("This service makes no backups.");

    /// <summary>Opens a table by name. What it returns may be kept and shared.</summary>
    /// <exception cref="NamespaceNotFoundException">There is no such namespace.</exception>
    /// <exception cref="StreamNotFoundException">There is no such table.</exception>
    /// <exception cref="WrongStorageTypeException">The name is that of a stream.</exception>
    ValueTask<ITable> OpenTableAsync(
        string namespaceName,
        string tableName,
        CancellationToken cancellationToken = default);
}
