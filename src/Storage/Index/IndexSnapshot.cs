using Orleans.TableService.RocksDb;

namespace Orleans.TableService.Storage.Index;

/// <summary>An index as of exactly one Lsn.</summary>
/// <remarks>
/// The Lsn is read from the snapshot itself, which needs no lock against the writer and cannot be off by one.
/// </remarks>
internal sealed class IndexSnapshot : IDisposable
{
    private readonly RocksSnapshot _snapshot;

    public IndexSnapshot(RocksDatabase database, MultiGetResult values)
    {
        _snapshot = database.CreateSnapshot();
        View = new RocksView(database, _snapshot, values);
        try
        {
            using var meta = database.GetPinned(IndexKey.Meta, _snapshot);
            AppliedLsn = IndexMeta.Read(meta.Span).AppliedLsn;
        }
        catch
        {
            _snapshot.Dispose();
            throw;
        }
    }

    /// <summary>The last record that the snapshot holds.</summary>
    public long AppliedLsn { get; }

    /// <summary>What it holds.</summary>
    public IIndexView View { get; }

    /// <inheritdoc/>
    public void Dispose() => _snapshot.Dispose();
}
