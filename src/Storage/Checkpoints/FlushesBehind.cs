using Orleans.TableService.Storage.Files;
using Orleans.TableService.Storage.Threads;

namespace Orleans.TableService.Storage.Checkpoints;

/// <summary>Makes files durable on a thread of its own while their writer goes on, not far behind it.</summary>
/// <remarks>For one writer, which calls <see cref="Complete"/> before it relies on anything.</remarks>
internal sealed class FlushesBehind : IDisposable
{
    /// <summary>Bytes after which a writer should have them flushed.</summary>
    public const int StepSizeBytes = 16 << 20;

    private const int PendingMax = 3;

    private readonly Queue<Task> _pending = new();
    private StorageThreads? _thread;

    /// <summary>Has a file flushed; waits while too many others are to be.</summary>
    /// <exception cref="IOException">An earlier one failed: nothing that was written may be used.</exception>
    public void Begin(IDurableFile file) => Begin(file.Flush);

    /// <summary>Has a file flushed and closed.</summary>
    /// <exception cref="IOException">An earlier one failed: nothing that was written may be used.</exception>
    public void BeginLast(IDurableFile file) => Begin(() =>
    {
        using (file)
        {
            file.Flush();
        }
    });

    /// <summary>Waits until all is durable.</summary>
    /// <exception cref="IOException">Something is not: nothing that was written may be used.</exception>
    public void Complete()
    {
        while (_pending.TryDequeue(out var first))
        {
            first.GetAwaiter().GetResult();
        }
    }

    /// <summary>
    /// Waits until no file is touched any more, whatever became of that: it is told by the next call.
    /// </summary>
    public void Settle()
    {
        if (_pending.Count > 0)
        {
            Task.WhenAny(Task.WhenAll(_pending)).GetAwaiter().GetResult();
        }
    }

    /// <summary>Waits for what was begun, whatever becomes of it.</summary>
    public void Dispose() => _thread?.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private void Begin(Action flush)
    {
        _thread ??= new StorageThreads("table-restore", 1);
        while (_pending.Count >= PendingMax)
        {
            _pending.Dequeue().GetAwaiter().GetResult();
        }

        _pending.Enqueue(_thread.RunAsync(flush));
    }
}
