using Microsoft.Extensions.Logging.Abstractions;
using Orleans.TableService.Storage;
using Orleans.TableService.Storage.Journals;
using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Benchmarks.Scenarios;

/// <summary>Ranges of a storage engine over real files, with nothing above them.</summary>
internal sealed class EngineTable : IAsyncDisposable
{
    private readonly StorageEngine _engine;

    private EngineTable(StorageEngine engine, IReadOnlyList<IRangeStore> ranges)
    {
        _engine = engine;
        Ranges = ranges;
    }

    /// <summary>The ranges; each takes any key.</summary>
    public IReadOnlyList<IRangeStore> Ranges { get; }

    /// <summary>The first range.</summary>
    public IRangeStore Range => Ranges[0];

    public static Task<EngineTable> OpenAsync(StorageOptions options, RangeDescriptor descriptor, bool isNew) =>
        OpenAsync(options, [descriptor], isNew);

    public static async Task<EngineTable> OpenAsync(
        StorageOptions options, IReadOnlyList<RangeDescriptor> descriptors, bool isNew)
    {
        var engine = new StorageEngine(new StorageEngineSetup
        {
            Options = options,
            OpenJournals = token => Task.Run<IJournalStore>(
                () => FileJournalStore.Open(options, TimeProvider.System, NullLogger<FileJournalStore>.Instance),
                token),
        });
        await engine.StartAsync(default);
        return new EngineTable(engine, await Task.WhenAll(descriptors.Select(async descriptor =>
        {
            if (isNew)
            {
                await engine.CreateRangeAsync(descriptor, default);
            }

            return await engine.OpenRangeAsync(descriptor, default);
        })));
    }

    public async Task PutAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value) => (await Range.SubmitAsync(
        TableTransaction.Of(key, new PutOperation { LKey = key, Value = value }), default)).GetResultOrThrow();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    public static IReadOnlyList<RangeDescriptor> NewRanges(int count) =>
        [.. Enumerable.Range(0, count).Select(number => NewRange(number: number))];

    public static RangeDescriptor NewRange(int? separateValuesFromBytes = null, int number = 0) => new()
    {
        Id = new RangeId(new TableStreamId(1024), 1024 + number),
        JournalId = Guid.NewGuid(),
        KeyType = KeyType.Hash,
        Interval = KeyInterval.All,
        MapVersion = 1,
        SeparateValuesFromBytes = separateValuesFromBytes,
    };
}
