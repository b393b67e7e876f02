using System.Threading.Channels;
using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Benchmarks.Baselines;

/// <summary>
/// The least that a durable write can cost: a loop that takes whatever waits, appends it in one write that is padded to
/// 4 KiB, flushes once and releases the waiters.
/// </summary>
internal sealed class BareGroupCommit : IAsyncDisposable
{
    private const int FileSizeBytes = 64 << 20;
    private const int PageSizeBytes = 4 << 10;

    private readonly Channel<Waiter> _queue = Channel.CreateUnbounded<Waiter>(new() { SingleReader = true });
    private readonly Thread _thread;
    private readonly string _path;

    public BareGroupCommit(string directory)
    {
        _path = Path.Combine(directory, "bare.log");
        using (var file = File.Create(_path))
        {
            var zeros = new byte[1 << 20];
            for (var written = 0; written < FileSizeBytes; written += zeros.Length)
            {
                file.Write(zeros);
            }
        }

        _thread = new Thread(Run) { Name = "bare-group-commit" };
        _thread.Start();
    }

    public ValueTask AppendAsync(ReadOnlyMemory<byte> value)
    {
        var waiter = new Waiter(value);
        _queue.Writer.TryWrite(waiter);
        return new ValueTask(waiter.Task);
    }

    public ValueTask DisposeAsync()
    {
        _queue.Writer.Complete();
        _thread.Join();
        File.Delete(_path);
        return ValueTask.CompletedTask;
    }

    private void Run()
    {
        using var file = new PosixFileLayer().Open(_path);
        var buffer = new byte[1 << 20];
        var group = new List<Waiter>();
        long offset = 0;
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            var length = 0;
            while (_queue.Reader.TryRead(out var waiter))
            {
                waiter.Value.Span.CopyTo(buffer.AsSpan(length));
                length += waiter.Value.Length;
                group.Add(waiter);
            }

            var padded = (length + PageSizeBytes - 1) / PageSizeBytes * PageSizeBytes;
            offset = offset + padded > FileSizeBytes ? 0 : offset;
            file.Write(buffer.AsSpan(0, padded), offset);
            file.Flush();
            offset += padded;
            group.ForEach(waiter => waiter.SetResult());
            group.Clear();
        }
    }

    private sealed class Waiter(ReadOnlyMemory<byte> value)
        : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public ReadOnlyMemory<byte> Value { get; } = value;
    }
}
