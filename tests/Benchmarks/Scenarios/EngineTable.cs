using Microsoft.Extensions.Logging.Abstractions;
using Orleans.TableService.Storage;
using Orleans.TableService.Storage.Journals;
using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Benchmarks.Scenarios;

/// <summary>One range of a storage engine over real files, with nothing above it.</summary>
internal sealed class EngineTable : IAsyncDisposable
{
    private readonly StorageEngine _engine;

    private EngineTable(StorageEngine engine, IRangeStore range)
    {
        _engine = engine;
        Range = range;
    }

    public IRangeStore Range { get; }

    public static async Task<EngineTable> OpenAsync(StorageOptions options, RangeDescriptor descriptor, bool isNew)
    {
        var engine = new StorageEngine(new StorageEngineSetup
        {
            Options = options,
            OpenJournals = token => Task.Run<IJournalStore>(
                () => FileJournalStore.Open(options, TimeProvider.System, NullLogger<FileJournalStore>.Instance), token),
        });
        await engine.StartAsync(default);
        if (isNew)
        {
            await engine.CreateRangeAsync(descriptor, default);
        }

        return new EngineTable(engine, await engine.OpenRangeAsync(descriptor, default));
    }

    public async Task PutAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value) => (await Range.SubmitAsync(
        TableTransaction.Of(key, new PutOperation { LKey = key, Value = value }), default)).GetResultOrThrow();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    public static RangeDescriptor NewRange(int? separateValuesFromBytes = null) => new()
    {
        Id = new RangeId(new TableStreamId(1024), 1024),
        JournalId = Guid.NewGuid(),
        KeyType = KeyType.Hash,
        Interval = KeyInterval.All,
        MapVersion = 1,
        SeparateValuesFromBytes = separateValuesFromBytes,
    };
}
