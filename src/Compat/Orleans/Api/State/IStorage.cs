namespace Orleans.Core;

/// <summary>A persisted record of one grain.</summary>
public interface IStorage
{
    /// <summary>Version of the record as last read or written; null before.</summary>
    string? Etag { get; }

    /// <summary>Whether a record was found or written.</summary>
    bool RecordExists { get; }

    /// <summary>Removes the record.</summary>
    Task ClearStateAsync();

    /// <summary>Writes the record if nobody else did since.</summary>
    /// <exception cref="Orleans.Storage.InconsistentStateException">Somebody else did.</exception>
    Task WriteStateAsync();

    /// <summary>Reads the record; the state in memory is replaced.</summary>
    Task ReadStateAsync();

    /// <inheritdoc cref="ClearStateAsync()"/>
    Task ClearStateAsync(CancellationToken cancellationToken) => ClearStateAsync();

    /// <inheritdoc cref="WriteStateAsync()"/>
    Task WriteStateAsync(CancellationToken cancellationToken) => WriteStateAsync();

    /// <inheritdoc cref="ReadStateAsync()"/>
    Task ReadStateAsync(CancellationToken cancellationToken) => ReadStateAsync();
}

/// <summary>A persisted record of one grain, typed.</summary>
/// <typeparam name="TState">What is stored.</typeparam>
public interface IStorage<TState> : IStorage
{
    /// <summary>The state in memory; a fresh one when no record exists.</summary>
    TState State { get; set; }
}
