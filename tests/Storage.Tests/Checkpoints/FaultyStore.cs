using System.Collections.Concurrent;
using Orleans.TableService.Storage.Checkpoints;

namespace Orleans.TableService.Storage.Tests.Checkpoints;

/// <summary>A checkpoint store in memory that hangs, lies and damages on demand.</summary>
internal sealed class FaultyStore : ICheckpointStore
{
    private readonly TaskCompletionSource _hang = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ConcurrentDictionary<string, byte[]> Objects { get; } = new(StringComparer.Ordinal);

    /// <summary>Calls so far, by the name of the method.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Which calls never answer, by method and object.</summary>
    public Func<string, string, bool> Hangs { get; set; } = (_, _) => false;

    /// <summary>Which calls fail.</summary>
    public Func<string, string, bool> Fails { get; set; } = (_, _) => false;

    /// <summary>What calls throw before they wait for anything, by method and object.</summary>
    public Func<string, string, Exception?> Throws { get; set; } = (_, _) => null;

    /// <summary>Which objects are said to be stored and are not.</summary>
    public Func<string, bool> Loses { get; set; } = _ => false;

    /// <summary>What is read of an object in place of its bytes.</summary>
    public Func<string, byte[], byte[]> Reads { get; set; } = (_, bytes) => bytes;

    /// <summary>Completes when a call hangs.</summary>
    public Task Hung => _hang.Task;

    public async Task PutAsync(string name, ReadOnlyMemory<byte> contents, CancellationToken cancellationToken)
    {
        await EnterAsync("put", name);
        Store(name, contents.ToArray());
    }

    public async Task<bool> PutFileAsync(string name, string path, bool mayLink, CancellationToken cancellationToken)
    {
        await EnterAsync("putfile", name);
        Store(name, await File.ReadAllBytesAsync(path, cancellationToken));
        return false;
    }

    public async Task<bool> TryCopyAsync(string from, string to, CancellationToken cancellationToken)
    {
        await EnterAsync("copy", to);
        if (!Objects.TryGetValue(from, out var bytes))
        {
            return false;
        }

        Store(to, bytes);
        return true;
    }

    public async Task<IReadOnlyList<CheckpointObject>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        await EnterAsync("list", prefix);
        return [.. Objects
            .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(pair => new CheckpointObject(pair.Key, pair.Value.Length))];
    }

    public async Task<Stream> OpenReadAsync(string name, CancellationToken cancellationToken)
    {
        await EnterAsync("open", name);
        return Objects.TryGetValue(name, out var bytes)
            ? new MemoryStream(Reads(name, bytes))
            : throw new FileNotFoundException("There is none.", name);
    }

    public async Task<bool> TryLinkToAsync(string name, string path, CancellationToken cancellationToken)
    {
        await EnterAsync("link", name);
        return false;
    }

    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        await EnterAsync("delete", name);
        Objects.TryRemove(name, out _);
    }

    public async Task DeleteAllAsync(string prefix, CancellationToken cancellationToken)
    {
        await EnterAsync("deleteall", prefix);
        foreach (var name in Objects.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            Objects.TryRemove(name, out _);
        }
    }

    private void Store(string name, byte[] bytes)
    {
        if (!Loses(name))
        {
            Objects.TryAdd(name, bytes);
        }
    }

    private async Task EnterAsync(string method, string name)
    {
        Calls.Enqueue(method);
        if (Throws(method, name) is { } error)
        {
            throw error;
        }

        await Task.Yield();
        if (Hangs(method, name))
        {
            _hang.TrySetResult();
            await new TaskCompletionSource().Task;
        }

        if (Fails(method, name))
        {
            throw new InvalidOperationException("The store is out of order.");
        }
    }
}
