namespace Orleans.TableService.Grains.EmbeddedStorage;

/// <summary>A file with the state of a grain is damaged; it is neither used nor changed.</summary>
public sealed class GrainStateCorruptedException : IOException
{
    /// <summary>Names the file and what is wrong with it.</summary>
    public GrainStateCorruptedException(string file, string reason)
        : base($"The grain state in '{file}' is damaged: {reason}. Restore the file from a backup.")
        => File = file;

    /// <summary>Path of the damaged file.</summary>
    public string File { get; }
}
