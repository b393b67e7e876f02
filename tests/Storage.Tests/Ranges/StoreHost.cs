using Orleans.TableService.Storage.Checkpoints;
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

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _directory = Directory.CreateTempSubdirectory("tableservice-").FullName;
    private readonly StorageOptions _options;
    private readonly TimeProvider _time;
    private readonly ICheckpointStore? _checkpoints;
    private readonly Func<RangeIndex, IndexHealth>? _health;
    private readonly TableLimits _limits = new();

    private StoreHost(
        Action<StorageOptions>? configure,
        TimeProvider? time,
        Action<TableLimits>? limit,
        ICheckpointStore? checkpoints,
        Func<RangeIndex, IndexHealth>? health)
    {
        _health = health;
        limit?.Invoke(_limits);
        _checkpoints = checkpoints;
        _options = new StorageOptions
        {
            DataDirectory = _directory,
            DiskReserveBytes = 0,
            MemtableBudgetBytes = 8 << 20,
            ApplyDelay = TimeSpan.Zero,
        };
        configure?.Invoke(_options);
        _time = time ?? TimeProvider.System;
        Engine = MakeEngine();
    }

    public MemoryJournalStore Journals { get; private set; } = new();

    public StorageEngine Engine { get; private set; }

    public IRangeStore Range { get; private set; } = null!;

    /// <summary>What its engines logged.</summary>
    public EngineLog Log { get; } = new();

    public long FreeDiskBytes { get; set; } = long.MaxValue;

    /// <summary>Called on a storage thread while a batch of writes is begun.</summary>
    public Action? WhenDiskIsAsked { get; set; }

    /// <summary>Directory of the local checkpoint store's objects.</summary>
    public string CheckpointDirectory =>
        Path.Combine(_directory, "checkpoints", "1024", "1024", Descriptor.JournalId.ToString("N"));

    public string IndexDirectory => Path.Combine(_directory, "index", "1024", "1024");

    public static async Task<StoreHost> StartAsync(
        Action<StorageOptions>? configure = null,
        TimeProvider? time = null,
        Action<TableLimits>? limit = null,
        ICheckpointStore? checkpoints = null,
        Func<RangeIndex, IndexHealth>? health = null)
    {
        var host = new StoreHost(configure, time, limit, checkpoints, health);
        await host.Engine.CreateRangeAsync(Descriptor, default);
        await host.ReopenAsync();
        return host;
    }

    /// <summary>Opens the range again in the same engine.</summary>
    public async Task ReopenAsync() => Range = await Engine.OpenRangeAsync(Descriptor, default);

    /// <summary>
    /// Ends everything and starts anew over what is durable; what the journal had not flushed is lost.
    /// </summary>
    /// <param name="between">Does things to the files of the index while nobody has them open.</param>
    /// <param name="crashes">Whether the journal dies first, rather than after a plain close.</param>
    public async Task RestartAsync(Action? between = null, bool crashes = false)
    {
        if (crashes)
        {
            Journals.Fail(new IOException("crash"));
        }

        await Engine.DisposeAsync().AsTask().WaitAsync(Patience);
        Journals = Journals.Crash();
        between?.Invoke();
        Engine = MakeEngine();
        await ReopenAsync();
    }

    /// <summary>Takes a checkpoint now.</summary>
    public Task<long> CheckpointAsync() => Range.CheckpointAsync(default).WaitAsync(Patience);

    public Task<TransactionOutcome> SubmitAsync(TableTransaction transaction) =>
        Range.SubmitAsync(transaction, default).AsTask().WaitAsync(Patience);

    public async Task<TransactionResult> CommitAsync(TableTransaction transaction) =>
        (await SubmitAsync(transaction)).GetResultOrThrow();

    public async Task<TableEntry?> GetAsync(string pKey, string lKey) =>
        ((GetResult)(await CommitAsync(Tx.Of(pKey, Tx.Get(lKey)))).Results[0]).Entry;

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync().AsTask().WaitAsync(Patience);
        Directory.Delete(_directory, recursive: true);
    }

    private StorageEngine MakeEngine() => new(new StorageEngineSetup
    {
        Options = _options,
        OpenJournals = _ =>
        {
            Journals = Journals.Failure.IsCompleted ? Journals.Crash() : Journals;
            return Task.FromResult<IJournalStore>(Journals);
        },
        FreeDiskBytes = () =>
        {
            WhenDiskIsAsked?.Invoke();
            return FreeDiskBytes;
        },
        ReadHealth = _health,
        Time = _time,
        Logger = Log,
        Limits = _limits,
        CheckpointStore = _checkpoints,
    });
}
