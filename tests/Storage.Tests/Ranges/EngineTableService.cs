using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.TableService.Storage.Journals;
using Orleans.TableService.Storage.Ranges;
using Orleans.TableService.Testing;

namespace Orleans.TableService.Storage.Tests.Ranges;

/// <summary>A table service of bare ranges, one per table, over real files: no grains, no wire.</summary>
public sealed class EngineTableService : ITableService, ITableAdmin, IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("tableservice-").FullName;
    private readonly ITableAdmin _catalogue = new InMemoryTableService().Admin;
    private readonly ConcurrentDictionary<TableStreamId, Table> _tables = new();
    private readonly StorageEngine _engine;

    public EngineTableService()
    {
        var options =
            new StorageOptions { DataDirectory = _directory, DiskReserveBytes = 0, MemtableBudgetBytes = 8 << 20 };
        _engine = new StorageEngine(new StorageEngineSetup
        {
            Options = options,
            OpenJournals = _ => Task.FromResult<IJournalStore>(FileJournalStore.Open(
                options, TimeProvider.System, NullLogger<FileJournalStore>.Instance)),
        });
    }

    public ITableAdmin Admin => this;

    /// <summary>Lets a table's history go below a revision, as checkpoints do.</summary>
    public async Task TrimAsync(ITable table, long belowRevision)
    {
        _engine.TrimBounds.Set(new RangeId(table.Info.Id, RangeId.FirstNumber), belowRevision - 1);
        await ((Table)table).Range.Trimmer.RunAsync();
    }

    public async ValueTask<ITable> OpenTableAsync(
        string namespaceName, string tableName, CancellationToken cancellationToken) =>
        _tables[(await _catalogue.GetStreamAsync(namespaceName, tableName, cancellationToken)).Id];

    public async Task<StreamInfo> CreateStreamAsync(
        string namespaceName,
        string name,
        StreamConfiguration configuration,
        CancellationToken cancellationToken)
    {
        var info = await _catalogue.CreateStreamAsync(namespaceName, name, configuration, cancellationToken);
        var descriptor = new RangeDescriptor
        {
            Id = new RangeId(info.Id, RangeId.FirstNumber),
            JournalId = info.Incarnation,
            KeyType = configuration.KeyType,
            Interval = KeyInterval.All,
            MapVersion = 1,
            KeepPreviousValues = configuration.KeepPreviousValues,
            Retention = configuration.EffectiveRetention,
            SeparateValuesFromBytes = configuration.SeparateValuesFromBytes,
        };
        await _engine.CreateRangeAsync(descriptor, cancellationToken);
        _tables[info.Id] = new Table(info, await _engine.OpenRangeAsync(descriptor, cancellationToken));
        return info;
    }

    public async Task DeleteStreamAsync(string namespaceName, string name, CancellationToken cancellationToken)
    {
        var info = await _catalogue.GetStreamAsync(namespaceName, name, cancellationToken);
        await _catalogue.DeleteStreamAsync(namespaceName, name, cancellationToken);
        _tables.TryRemove(info.Id, out _);
        await _engine.DeleteRangeAsync(new RangeId(info.Id, RangeId.FirstNumber), cancellationToken);
    }

    public Task<NamespaceInfo> CreateNamespaceAsync(string name, CancellationToken cancellationToken) =>
        _catalogue.CreateNamespaceAsync(name, cancellationToken);

    public Task<NamespaceInfo> GetNamespaceAsync(string name, CancellationToken cancellationToken) =>
        _catalogue.GetNamespaceAsync(name, cancellationToken);

    public Task<IReadOnlyList<NamespaceInfo>> ListNamespacesAsync(CancellationToken cancellationToken) =>
        _catalogue.ListNamespacesAsync(cancellationToken);

    public Task DeleteNamespaceAsync(string name, CancellationToken cancellationToken) =>
        _catalogue.DeleteNamespaceAsync(name, cancellationToken);

    public Task<StreamInfo> GetStreamAsync(string namespaceName, string name, CancellationToken cancellationToken) =>
        _catalogue.GetStreamAsync(namespaceName, name, cancellationToken);

    public Task<IReadOnlyList<StreamInfo>> ListStreamsAsync(
        string namespaceName, CancellationToken cancellationToken) =>
        _catalogue.ListStreamsAsync(namespaceName, cancellationToken);

    public Task<IReadOnlyList<RangeInfo>> ListRangesAsync(
        string namespaceName,
        string name,
        CancellationToken cancellationToken) => _catalogue.ListRangesAsync(namespaceName, name, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private sealed class Table(StreamInfo info, IRangeStore range) : ITable
    {
        public StreamInfo Info => info;

        public RangeStore Range => (RangeStore)range;

        public ValueTask<TransactionOutcome> TryCommitAsync(
            TableTransaction transaction, CancellationToken cancellationToken) =>
            range.SubmitAsync(transaction, cancellationToken);

        public async IAsyncEnumerable<ChangeBatch> WatchAsync(
            WatchRequest request,
            [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await using var batches = range.WatchAsync(request, cancellationToken)
                .GetAsyncEnumerator(cancellationToken);
            while (await MoveNextAsync(batches))
            {
                yield return batches.Current;
            }
        }

        // The range knows only that it is removed; that its table is gone is what a service makes of it.
        private async Task<bool> MoveNextAsync(IAsyncEnumerator<ChangeBatch> batches)
        {
            try
            {
                return await batches.MoveNextAsync();
            }
            catch (RangeUnavailableException)
            {
                throw Faults.StreamNotFound(info.Name).ToException();
            }
        }
    }
}
