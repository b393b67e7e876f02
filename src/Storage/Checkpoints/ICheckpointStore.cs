namespace Orleans.TableService.Storage.Checkpoints;

/// <summary>Keeps immutable objects by name: a directory, or a bucket of an object storage.</summary>
/// <remarks>
/// Names are parts of letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, joined by <c>/</c>; an object once put is never
/// put again with other contents. Every call is bounded in time by the caller, and nothing that it returns is believed:
/// what was put is read back. Failures are <see cref="IOException"/>s, or any other exception of the store's own. Safe
/// for use by many threads.
/// </remarks>
public interface ICheckpointStore
{
    /// <summary>Stores a small object, durable on return, unless there is one of this name and length.</summary>
    Task PutAsync(string name, ReadOnlyMemory<byte> contents, CancellationToken cancellationToken);

    /// <summary>
    /// Stores a copy of a local file, durable on return, unless there is one of this name and length.
    /// </summary>
    /// <param name="name">Name of the object.</param>
    /// <param name="path">The file, of which nobody writes any more.</param>
    /// <param name="mayLink">Whether the object may share its bytes with the file, because they never change.</param>
    /// <param name="cancellationToken">Gives up; nothing of this name is there then, or all of it.</param>
    /// <returns>Whether object and file share their bytes, so that reading the object back says nothing new.</returns>
    Task<bool> PutFileAsync(string name, string path, bool mayLink, CancellationToken cancellationToken);

    /// <summary>
    /// Gives an object a second name, durable on return, without moving its bytes through this process.
    /// </summary>
    /// <returns><see langword="false"/> if the store cannot, or has no such object: put the file instead.</returns>
    Task<bool> TryCopyAsync(string from, string to, CancellationToken cancellationToken);

    /// <summary>The objects whose names begin with <paramref name="prefix"/>, which ends with <c>/</c>.</summary>
    Task<IReadOnlyList<CheckpointObject>> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Opens an object for reading from its begin to its end. The caller disposes the result.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    Task<Stream> OpenReadAsync(string name, CancellationToken cancellationToken);

    /// <summary>Lets a local file share its bytes with an object, without copying them.</summary>
    /// <param name="name">Name of the object.</param>
    /// <param name="path">The file, which does not exist yet and is never written to.</param>
    /// <param name="cancellationToken">Gives up: the file must not appear behind that.</param>
    /// <returns><see langword="false"/> if the store cannot: read the object instead.</returns>
    Task<bool> TryLinkToAsync(string name, string path, CancellationToken cancellationToken);

    /// <summary>Removes an object; a missing one is no error.</summary>
    Task DeleteAsync(string name, CancellationToken cancellationToken);

    /// <summary>
    /// Removes all objects whose names begin with <paramref name="prefix"/>, which ends with <c>/</c>.
    /// </summary>
    Task DeleteAllAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>
    /// Removes what puts have left that were begun long ago and never ended. Called after each checkpoint; a store that
    /// keeps nothing of that kind, or has looked lately, does nothing.
    /// </summary>
    Task RemoveRemainsAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
