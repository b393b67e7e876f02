namespace Orleans.TableService.Storage.Journals;

/// <summary>What a file of a journal store is for, as metrics tell it.</summary>
internal sealed class FileKind
{
    /// <summary>The commit log, its spare files included.</summary>
    public static readonly FileKind Log = new("log");

    /// <summary>A segment of a range.</summary>
    public static readonly FileKind Segment = new("segment");

    private FileKind(string name) => Tag = new("file", name);

    /// <summary>The tag of its measurements.</summary>
    public KeyValuePair<string, object?> Tag { get; }

    /// <summary>The kind of a file, by where it lies.</summary>
    public static FileKind Of(string path) =>
        path.EndsWith(SegmentDirectory.Extension, StringComparison.Ordinal) ? Segment : Log;
}
