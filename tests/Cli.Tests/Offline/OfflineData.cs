using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.TableService.Storage;
using Orleans.TableService.Storage.Journals;
using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Cli.Tests.Offline;

/// <summary>A data directory as a server leaves it, in a temporary place.</summary>
internal sealed class OfflineData : IDisposable
{
    public static readonly RangeDescriptor First = Describe(1024);
    public static readonly RangeDescriptor Second = Describe(1025);

    public string Path { get; } = Directory.CreateTempSubdirectory("tableservice-").FullName;

    /// <summary>A directory of two ranges: three transactions in the first, one of binary keys in the second.</summary>
    public static async Task<OfflineData> MakeAsync()
    {
        var data = new OfflineData();
        await using var engine = data.OpenEngine();
        await engine.CreateRangeAsync(First, default);
        await engine.CreateRangeAsync(Second, default);
        var range = await engine.OpenRangeAsync(First, default);
        await CommitAsync(range, "hello", Put("hello", "world"));
        await CommitAsync(range, "order", Put("1", "book"), Put("2", "pen"));
        await CommitAsync(range, "hello", new DeleteOperation { LKey = "hello"u8.ToArray() });
        var second = await engine.OpenRangeAsync(Second, default);
        await CommitAsync(second, "n", new IncrementOperation { LKey = new byte[] { 0, 0xFF, 10 }, Amount = 7 });
        return data;
    }

    public StorageEngine OpenEngine()
    {
        var options = new StorageOptions
        {
            DataDirectory = Path,
            DiskReserveBytes = 0,
            CommitLogFileSizeBytes = 1 << 20,
            SegmentCopySizeBytes = 4 << 10,
        };
        return new StorageEngine(new StorageEngineSetup
        {
            Options = options,
            FreeDiskBytes = () => long.MaxValue,
            OpenJournals = _ => Task.FromResult<IJournalStore>(FileJournalStore.Open(
                options, TimeProvider.System, NullLogger<FileJournalStore>.Instance)),
        });
    }

    public static PutOperation Put(string lKey, string value) =>
        new() { LKey = Encoding.UTF8.GetBytes(lKey), Value = Encoding.UTF8.GetBytes(value) };

    public static async Task CommitAsync(IRangeStore range, string pKey, params TableOperation[] operations)
    {
        var transaction = new TableTransaction { PKey = Encoding.UTF8.GetBytes(pKey), Success = operations };
        (await range.SubmitAsync(transaction, default)).GetResultOrThrow();
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static RangeDescriptor Describe(long number) => new()
    {
        Id = new RangeId(new TableStreamId(1024), number),
        JournalId = new Guid("0b7f8f8e-6f0a-4c1e-9a53-3f3a51d2a901"),
        KeyType = KeyType.Hash,
        Interval = KeyInterval.All,
        MapVersion = 1,
    };
}
