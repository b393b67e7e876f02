namespace Orleans.TableService.Storage.Files;

/// <summary>
/// The file operations that journals and checkpoints need, so that tests can put a disk under them
/// that fails and loses power.
/// </summary>
/// <remarks>
/// Nothing is durable before <see cref="IDurableFile.Flush"/>, and no name before <see cref="SyncDirectory"/>. Failures
/// are <see cref="IOException"/>s. Safe for use by many threads.
/// </remarks>
internal interface IFileLayer
{
    /// <summary>Opens an existing file for reading and writing.</summary>
    IDurableFile Open(string path);

    /// <summary>Opens an existing file for reading only.</summary>
    IDurableFile OpenRead(string path);

    /// <summary>Makes an empty file, in place of one of this name, and reserves room for it.</summary>
    IDurableFile Create(string path, long reservedSizeBytes);

    /// <summary>Takes the exclusive lock that a file stands for, until the result is disposed.</summary>
    /// <exception cref="IOException">Someone else holds it.</exception>
    IDisposable Lock(string path);

    /// <summary>As <see cref="Lock"/>, by a file that is there and is not written.</summary>
    /// <exception cref="IOException">Someone else holds it.</exception>
    IDisposable LockExisting(string path) => Lock(path);

    /// <summary>Whether there is a file of this name.</summary>
    bool FileExists(string path);

    /// <summary>Whether there is a directory of this name.</summary>
    bool DirectoryExists(string path);

    /// <summary>Names, without the directory, of the files in a directory.</summary>
    IReadOnlyList<string> ListFiles(string directory);

    /// <summary>Names, without the directory, of the directories in a directory.</summary>
    IReadOnlyList<string> ListDirectories(string directory);

    /// <summary>Makes a directory and those above it, where they are missing.</summary>
    void CreateDirectory(string path);

    /// <summary>Removes a directory with all that is in it; a missing one is no error.</summary>
    void DeleteDirectory(string path);

    /// <summary>Gives a file another name, in place of a file of that name.</summary>
    void Rename(string from, string to);

    /// <summary>Gives a file a second name, which must be free: both then have the same bytes for ever.</summary>
    /// <returns><see langword="false"/> if the file system cannot, or not between these two places.</returns>
    bool TryLink(string from, string to);

    /// <summary>Removes a file; a missing one is no error.</summary>
    void Delete(string path);

    /// <summary>Makes the names in a directory durable.</summary>
    void SyncDirectory(string path);
}
