using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Journals;
using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Storage.Tests.Ranges;

/// <summary>An engine over a journal in memory and a temporary directory, and one range of it.</summary>
internal sealed class StoreHost : IAsyncDisposable
{
    public static readonly RangeDescriptor Descriptor = new()
    {
        Id = new RangeId(new TableStreamId(1024), 1024),
        JournalId = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"),
        KeyType = KeyType.Hash,
        Interval = KeyInterval.All,
        MapVersion = 7,
    };

    private readonly string _directory;

    private StoreHost(Action<StorageOptions>? configure)
    {
        _directory = Directory.CreateTempSubdirectory("tableservice-").FullName;
        Options = new StorageOptions { DataDirectory = _directory, DiskReserveBytes = 0, MemtableBudgetBytes = 8 << 20 };
        configure?.Invoke(Options);
        Engine = MakeEngine();
    }

    public StorageOptions Options { get; }

    public MemoryJournalStore Journals { get; private set; } = new();

    public StorageEngine Engine { get; private set; }

    public IRangeStore Range { get; private set; } = null!;

    public long FreeDiskBytes { get; set; } = long.MaxValue;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public string IndexDirectory => Path.Combine(_directory, "index", "1024", "1024");

    public static async Task<StoreHost> StartAsync(Action<StorageOptions>? configure = null, RangeDescriptor? descriptor = null)
    {
        var host = new StoreHost(configure);
        await host.Engine.CreateRangeAsync(descriptor ?? Descriptor, default);
        host.Range = await host.Engine.OpenRangeAsync(descriptor ?? Descriptor, default);
        return host;
    }

    /// <summary>Opens the range again in the same engine.</summary>
    public async Task ReopenAsync(RangeDescriptor? descriptor = null) =>
        Range = await Engine.OpenRangeAsync(descriptor ?? Descriptor, default);

    /// <summary>Closes everything and starts anew over the same files.</summary>
    public async Task RestartAsync(Action<StoreHost>? between = null)
    {
        await Engine.DisposeAsync();
        Journals = Journals.Crash();
        between?.Invoke(this);
        Engine = MakeEngine();
        await ReopenAsync();
    }

    /// <summary>
    /// Loses what the journal had not flushed, and the index back to how it was at <paramref name="index"/>, if
    /// given.
    /// </summary>
    public async Task CrashAsync(string? index = null)
    {
        Journals = CrashJournals();
        await Engine.DisposeAsync();
        if (index is not null)
        {
            Directory.Delete(IndexDirectory, recursive: true);
            Directory.Move(index, IndexDirectory);
        }

        Engine = MakeEngine();
        await ReopenAsync();
    }

    public async Task<TransactionResult> CommitAsync(TableTransaction transaction) =>
        (await Range.SubmitAsync(transaction, default)).GetResultOrThrow();

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private MemoryJournalStore CrashJournals() => Journals.Crash();

    private StorageEngine MakeEngine() => new(new StorageEngineSetup
    {
        Options = Options,
        OpenJournals = _ =>
        {
            Journals = Journals.Failure.IsCompleted ? Journals.Crash() : Journals;
            return Task.FromResult<IJournalStore>(Journals);
        },
        FreeDiskBytes = () => FreeDiskBytes,
        Time = Time,
    });
}
