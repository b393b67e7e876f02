using Microsoft.Extensions.Logging.Abstractions;
using Orleans.TableService.Storage.Journals;
using Orleans.TableService.Storage.Ranges;
using Orleans.TableService.Storage.Tests.Ranges;

namespace Orleans.TableService.Storage.Tests.Matrix;

/// <summary>
/// An engine whose journals are on a simulated disk, and whose indexes are real files in a directory.
/// </summary>
internal sealed class EngineOnDisk : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly StorageEngine _engine;
    private readonly Dictionary<long, IRangeStore> _ranges = [];

    public EngineOnDisk(SimulatedDisk disk, string directory, TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        _engine = new StorageEngine(new StorageEngineSetup
        {
            Options = new StorageOptions
            {
                DataDirectory = directory,
                DiskReserveBytes = 0,
                MemtableBudgetBytes = 8 << 20,
            },
            OpenJournals = _ => Task.FromResult<IJournalStore>(
                FileJournalStore.Open(FaultRanges.Options(), time, NullLogger.Instance, disk)),
            FreeDiskBytes = () => long.MaxValue,
            Time = time,
        });
    }

    public static string IndexOf(string directory, long number) =>
        Path.Combine(directory, "index", "1024", $"{number}");

    public async Task CreateAsync(long number)
    {
        await _engine.CreateRangeAsync(Descriptor(number), default);
        await OpenAsync(number);
    }

    /// <summary>Opens a range, or opens it again.</summary>
    public async Task OpenAsync(long number) =>
        _ranges[number] = await _engine.OpenRangeAsync(Descriptor(number), default).WaitAsync(Patience);

    public IRangeStore Range(long number) => _ranges[number];

    /// <summary>Counts a key up; all three of its entries change together or not at all.</summary>
    public Task<TransactionOutcome> CountAsync(long number, string key, int count)
    {
        var text = $"{count}".PadRight(200 + (count % 7 * 150), '.');
        var transaction = Tx.Of(key, Tx.Put("a", text), Tx.Increment("n", 1), Tx.Put("z", text));
        return _ranges[number].SubmitAsync(transaction, default).AsTask().WaitAsync(Patience);
    }

    /// <summary>The three entries of a key, as text.</summary>
    public async Task<(string First, long Number, string Last)> ReadAsync(long number, string key)
    {
        var outcome = await _ranges[number].SubmitAsync(Tx.Of(key, Tx.Get("a"), Tx.Get("n"), Tx.Get("z")), default)
            .AsTask().WaitAsync(Patience);
        var entries = outcome.GetResultOrThrow().Results.Select(result => ((GetResult)result).Entry).ToList();
        return (Text(entries[0]), entries[1]?.Value.Number ?? 0, Text(entries[2]));
    }

    public async ValueTask DisposeAsync() => await _engine.DisposeAsync().AsTask().WaitAsync(Patience);

    private static string Text(TableEntry? entry) => entry is null ? "" : Tx.Text(entry.Value).TrimEnd('.');

    private static RangeDescriptor Descriptor(long number) => new()
    {
        Id = FaultRanges.Id(number),
        JournalId = FaultRanges.JournalId(number, 1),
        KeyType = KeyType.Hash,
        Interval = KeyInterval.All,
        MapVersion = 1,
    };
}
