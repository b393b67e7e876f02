using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Orleans.TableService.Tests;

/// <summary>Lets tests see what grains do, and hold them where they are. Injected into grains.</summary>
public sealed class Stage
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<string> _events = Channel.CreateUnbounded<string>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();

    public bool HasEvents => _events.Reader.TryPeek(out _);

    public void Tell(string happened) => _events.Writer.TryWrite(happened);

    public async Task<string> NextAsync() => await _events.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>Waits at a gate until the test opens it.</summary>
    public Task PassAsync(string gate) => Gate(gate).Task;

    public void Open(string gate) => Gate(gate).TrySetResult();

    private TaskCompletionSource Gate(string name)
        => _gates.GetOrAdd(name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
