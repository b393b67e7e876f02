namespace Orleans.TableService.Storage.Ranges;

/// <summary>What a record says once for all its keys.</summary>
/// <param name="CommitMs">Commit time, UTC milliseconds since 1970.</param>
/// <param name="OperationId">By which a repeat is known; empty when the client gave none.</param>
/// <param name="PKey">The pKey of all keys.</param>
/// <param name="Count">Number of keys.</param>
internal readonly record struct RecordHeader(
    long CommitMs,
    ReadOnlyMemory<byte> OperationId,
    ReadOnlyMemory<byte> PKey,
    int Count);
