using System.Runtime.CompilerServices;
using Orleans.TableService.Testing;

namespace Orleans.TableService.Cli.Tests.Backups;

/// <summary>A service whose streams are made of chunks that a test gives, and that keeps what is restored.</summary>
internal sealed class ChunkService : ITableService, ITableBackup
{
    private readonly InMemoryTableService _tables = new();
    private Func<Task>? _whenImported;

    public List<BackupChunk> Chunks { get; } = [];

    public List<(string Name, BackupChunk Chunk, long Floor)> Imported { get; } = [];

    /// <summary>Thrown by the export behind its last chunk.</summary>
    public Exception? ExportFails { get; set; }

    /// <summary>How many imports are refused before one is taken.</summary>
    public int ImportRefusals { get; set; }

    /// <summary>What else happens when a chunk was imported, once.</summary>
    public Func<Task>? WhenImported
    {
        set => _whenImported = value;
    }

    public ITableAdmin Admin => _tables.Admin;

    public ITableBackup Backup => this;

    public ValueTask<ITable> OpenTableAsync(
        string namespaceName, string tableName, CancellationToken cancellationToken = default) =>
        _tables.OpenTableAsync(namespaceName, tableName, cancellationToken);

    public async IAsyncEnumerable<BackupChunk> ExportAsync(
        string namespaceName,
        string name,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        foreach (var chunk in Chunks)
        {
            yield return chunk;
        }

        if (ExportFails is { } failure)
        {
            throw failure;
        }
    }

    public async Task ImportAsync(
        string namespaceName,
        string name,
        BackupChunk chunk,
        long revisionFloor,
        CancellationToken cancellationToken = default)
    {
        lock (Imported)
        {
            if (ImportRefusals-- > 0)
            {
                throw Faults.ResourceExhausted("queue", "The queue is full: try again later.").ToException();
            }

            Imported.Add((name, chunk, revisionFloor));
        }

        if (Interlocked.Exchange(ref _whenImported, null) is { } run)
        {
            await run();
        }
    }
}
