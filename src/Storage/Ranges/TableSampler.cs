using Orleans.TableService.Storage.Threads;

namespace Orleans.TableService.Storage.Ranges;

/// <summary>Sums up the open ranges by table when somebody collects metrics.</summary>
/// <remarks>
/// One pass over the ranges serves all instruments of a collection. It asks RocksDB, hence runs on a thread of its own,
/// which is started by the first collection. Safe for use by many threads.
/// </remarks>
internal sealed class TableSampler(Func<IEnumerable<RangeStore>> ranges, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Most tables that are told apart; the rest is summed up as <see cref="OtherTables"/>.</summary>
    public const int TablesMax = 1000;

    /// <summary>Stream id under which the tables beyond <see cref="TablesMax"/> are summed up.</summary>
    public const string OtherTables = "other";

    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly Lazy<StorageThreads> _thread = new(() => new StorageThreads("table-sample", 1));
    private Dictionary<string, RangeSample> _sample = [];
    private Task _sampling = Task.CompletedTask;
    private long _sampledAt;
    private bool _isClosed;

    /// <summary>The open ranges by stream id, not older than a second unless the machine is stuck. May block.</summary>
    public IReadOnlyDictionary<string, RangeSample> Take()
    {
        Task sampling;
        lock (_lock)
        {
            if (!_isClosed && _sampling.IsCompleted && (_sampledAt == 0 || time.GetElapsedTime(_sampledAt) > KeptFor))
            {
                _sampling = _thread.Value.RunAsync(Sample);
            }

            sampling = _sampling;
        }

        // Collecting blocks its caller by contract; a sample that takes longer is shown by the next collection.
        sampling.Wait(WaitMax);
        return Volatile.Read(ref _sample);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _isClosed = true;
        }

        if (_thread.IsValueCreated)
        {
            await _thread.Value.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void Sample()
    {
        var tables = new Dictionary<string, RangeSample>(StringComparer.Ordinal);
        foreach (var store in ranges())
        {
            var table = store.Descriptor.Id.Stream.ToString();
            if (!tables.ContainsKey(table) && tables.Count >= TablesMax)
            {
                table = OtherTables;
            }

            var sum = tables.GetValueOrDefault(table);
            sum.Add(store.Sample());
            tables[table] = sum;
        }

        Volatile.Write(ref _sample, tables);
        lock (_lock)
        {
            _sampledAt = time.GetTimestamp();
        }
    }
}
