namespace Orleans.TableService.Storage.Checkpoints;

/// <summary>Calls of a checkpoint store that end in bounded time, whatever the store does. For fixed threads.</summary>
/// <remarks>
/// What the store throws arrives as <see cref="IOException"/>, a missing object as <see cref="FileNotFoundException"/>,
/// and too long a wait as <see cref="IOException"/> too: the call is given up, and what it still brings is dropped;
/// what a read still brings may yet be written into its buffer.
/// Once the caller has given up, whatever the store throws arrives as <see cref="OperationCanceledException"/>: it
/// may come of just that.
/// </remarks>
internal sealed class BoundedStore(ICheckpointStore store, TimeSpan timeout, TimeProvider time)
{
    private const int BytesPerSecondMin = 1 << 20;

    /// <summary>Stores a small object.</summary>
    public void Put(string name, ReadOnlyMemory<byte> contents, CancellationToken cancellationToken) => Wait(
        token => Done(store.PutAsync(name, contents, token)), $"putting {name}", contents.Length, cancellationToken);

    /// <inheritdoc cref="ICheckpointStore.PutFileAsync"/>
    public bool PutFile(
        string name, string path, long sizeBytes, bool mayLink, CancellationToken cancellationToken) => Wait(
        token => store.PutFileAsync(name, path, mayLink, token), $"putting {name}", sizeBytes, cancellationToken);

    /// <inheritdoc cref="ICheckpointStore.TryCopyAsync"/>
    public bool TryCopy(string from, string to, long sizeBytes, CancellationToken cancellationToken) => Wait(
        token => store.TryCopyAsync(from, to, token), $"copying {from}", sizeBytes, cancellationToken);

    /// <inheritdoc cref="ICheckpointStore.ListAsync"/>
    public IReadOnlyList<CheckpointObject> List(string prefix, CancellationToken cancellationToken) =>
        Wait(
            token => store.ListAsync(prefix, token),
            prefix.Length == 0 ? "listing all" : $"listing {prefix}",
            0,
            cancellationToken);

    /// <inheritdoc cref="ICheckpointStore.OpenReadAsync"/>
    public Stream OpenRead(string name, CancellationToken cancellationToken) =>
        Wait(token => store.OpenReadAsync(name, token), $"opening {name}", 0, cancellationToken);

    /// <summary>Reads the next bytes of what <see cref="OpenRead"/> gave.</summary>
    /// <returns>Bytes read; 0 at the end.</returns>
    public int Read(Stream stream, Memory<byte> buffer, CancellationToken cancellationToken) =>
        Wait(token => stream.ReadAsync(buffer, token).AsTask(), "reading", 0, cancellationToken);

    /// <inheritdoc cref="ICheckpointStore.TryLinkToAsync"/>
    public bool TryLinkTo(string name, string path, CancellationToken cancellationToken) =>
        Wait(token => store.TryLinkToAsync(name, path, token), $"linking {name}", 0, cancellationToken);

    /// <summary>Removes an object.</summary>
    public void Delete(string name, CancellationToken cancellationToken) =>
        Wait(token => Done(store.DeleteAsync(name, token)), $"removing {name}", 0, cancellationToken);

    /// <summary>Removes objects by the begin of their names.</summary>
    public void DeleteAll(string prefix, CancellationToken cancellationToken) =>
        Wait(token => Done(store.DeleteAllAsync(prefix, token)), $"removing {prefix}", 0, cancellationToken);

    /// <inheritdoc cref="ICheckpointStore.RemoveRemainsAsync"/>
    public void RemoveRemains(CancellationToken cancellationToken) => Wait(
        token => Done(store.RemoveRemainsAsync(token)), "removing what was begun", 0, cancellationToken);

    /// <summary>Reads a whole small object.</summary>
    /// <exception cref="InvalidDataException">It is larger than <paramref name="sizeMaxBytes"/>.</exception>
    public byte[] ReadAll(string name, int sizeMaxBytes, CancellationToken cancellationToken)
    {
        using var stream = OpenRead(name, cancellationToken);
        using var bytes = new MemoryStream();
        var buffer = new byte[64 << 10];
        while (Read(stream, buffer, cancellationToken) is > 0 and var read)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > sizeMaxBytes)
            {
                throw new InvalidDataException($"The object {name} is too large.");
            }
        }

        return bytes.ToArray();
    }

    private static async Task<bool> Done(Task task)
    {
        await task.ConfigureAwait(false);
        return true;
    }

    // A result that comes too late may hold a connection.
    private static void Drop<T>(Task<T> task) => task.ContinueWith(
        late =>
        {
            if (late.IsCompletedSuccessfully)
            {
                (late.Result as IDisposable)?.Dispose();
            }

            return late.Exception;
        },
        TaskScheduler.Default);

    private static Exception Told(Exception error, string what, CancellationToken cancellationToken) => error switch
    {
        _ when cancellationToken.IsCancellationRequested => new OperationCanceledException(
            $"A call of the checkpoint store was given up: {what}.", error, cancellationToken),
        FileNotFoundException or DirectoryNotFoundException => new FileNotFoundException(
            $"The checkpoint store has nothing there: {what} failed.", error),
        _ => new IOException($"The checkpoint store failed: {what}: {error.Message}", error),
    };

    private T Wait<T>(
        Func<CancellationToken, Task<T>> call, string what, long sizeBytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<T>? task = null;
        try
        {
            task = call(source.Token);
            return task.IsCompleted
                ? task.GetAwaiter().GetResult()
                : task.WaitAsync(timeout + TimeSpan.FromSeconds(sizeBytes / BytesPerSecondMin), time, cancellationToken)
                    .GetAwaiter().GetResult();
        }
#pragma warning disable CA1031 // What a store throws is its own; it is told on as one of the kinds that callers know.
        catch (Exception e)
#pragma warning restore CA1031
        {
            throw Told(e, what, cancellationToken);
        }
        finally
        {
            if (task is { IsCompleted: false })
            {
                source.Cancel();
                Drop(task);
            }
        }
    }
}
