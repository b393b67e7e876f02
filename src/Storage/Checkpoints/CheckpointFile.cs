namespace Orleans.TableService.Storage.Checkpoints;

/// <summary>A file of a checkpoint.</summary>
/// <param name="Name">Its name in the index's directory.</param>
/// <param name="SizeBytes">Its length in bytes.</param>
/// <param name="Hash">SHA-256 of its bytes, which lie in an object of their own; empty when they do not.</param>
/// <param name="Identity">
/// By which it is known again without reading all of it, see <see cref="TableFileIdentity"/>; empty when it is not.
/// </param>
/// <param name="Contents">
/// Its bytes, when they lie in the manifest: small files that most checkpoints have alike, so that the decay of one
/// object
/// does not take two checkpoints.
/// </param>
internal readonly record struct CheckpointFile(
    string Name,
    long SizeBytes,
    ReadOnlyMemory<byte> Hash,
    ReadOnlyMemory<byte> Identity,
    ReadOnlyMemory<byte> Contents)
{
    /// <summary>Most bytes of a file in a manifest.</summary>
    public const int ContentsSizeMaxBytes = 1 << 20;

    /// <summary>Whether its bytes lie in an object of their own.</summary>
    public bool IsObject => Hash.Length > 0;

    /// <summary>A file whose bytes lie in an object.</summary>
    public static CheckpointFile OfObject(string name, long sizeBytes, byte[] hash, ReadOnlyMemory<byte> identity) =>
        new(name, sizeBytes, hash, identity, default);

    /// <summary>A file whose bytes lie in the manifest.</summary>
    public static CheckpointFile OfContents(string name, byte[] contents) =>
        new(name, contents.Length, default, default, contents);

    /// <summary>Whether the index never changes a file of this name once it is in a checkpoint.</summary>
    public static bool IsImmutable(string name) =>
        name.EndsWith(".sst", StringComparison.Ordinal) || name.EndsWith(".blob", StringComparison.Ordinal);

    /// <summary>Whether a file of this name belongs to what a checkpoint must hold.</summary>
    public static bool IsNeeded(string name) =>
        IsImmutable(name)
        || name == "CURRENT"
        || name.StartsWith("MANIFEST-", StringComparison.Ordinal)
        || name.StartsWith("OPTIONS-", StringComparison.Ordinal);
}
