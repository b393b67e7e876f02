using System.Globalization;
using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.Journals;

/// <summary>Where the files of ranges lie under the data directory.</summary>
internal sealed class SegmentDirectory(IFileLayer files, string dataDirectory)
{
    /// <summary>How the names of segments end.</summary>
    public const string Extension = ".seg";

    /// <summary>The file operations.</summary>
    public IFileLayer Files => files;

    /// <summary>Directory of all ranges.</summary>
    public string Root { get; } = Path.Combine(dataDirectory, "ranges");

    /// <summary>Directory of all that belongs to a range, index included.</summary>
    public string OfRange(RangeId range) => Path.Combine(OfStream(range), Text(range.Number));

    /// <summary>A range's segment.</summary>
    public string PathOf(RangeId range, long number) =>
        Path.Combine(OfSegments(range), number.ToString("D10", CultureInfo.InvariantCulture) + Extension);

    /// <summary>Removes the segments up to a number that a range's chain does not need.</summary>
    /// <param name="range">Whose segments they are.</param>
    /// <param name="kept">Numbers of the chain.</param>
    /// <param name="last">Nothing behind this number is touched.</param>
    public void RemoveOthers(RangeId range, IReadOnlyCollection<long> kept, long last)
    {
        if (!files.DirectoryExists(OfSegments(range)))
        {
            return;
        }

        foreach (var name in files.ListFiles(OfSegments(range)))
        {
            if (TryParseName(name, out var number) && number <= last && !kept.Contains(number))
            {
                files.Delete(PathOf(range, number));
            }
        }
    }

    /// <summary>Makes the directory for a range's segments.</summary>
    public void Make(RangeId range) => files.CreateDirectory(OfSegments(range));

    /// <summary>Makes the name of a new segment durable, and those of the directories above it.</summary>
    public void Sync(RangeId range)
    {
        files.SyncDirectory(OfSegments(range));
        files.SyncDirectory(OfRange(range));
        files.SyncDirectory(OfStream(range));
        files.SyncDirectory(Root);
        files.SyncDirectory(dataDirectory);
    }

    /// <summary>
    /// Removes all files of a range, durable on return, and the directory of its stream when that is empty then; a
    /// range without files is no error. For the thread that makes directories.
    /// </summary>
    public void Delete(RangeId range)
    {
        files.DeleteDirectory(OfRange(range));
        if (!files.DirectoryExists(OfStream(range)))
        {
            return;
        }

        files.SyncDirectory(OfStream(range));
        if (files.ListDirectories(OfStream(range)).Count == 0 && files.ListFiles(OfStream(range)).Count == 0)
        {
            // A crash may bring it back, empty: that means nothing.
            files.DeleteDirectory(OfStream(range));
            files.SyncDirectory(Root);
        }
    }

    /// <summary>The number of the segment of a file's name.</summary>
    public static bool TryParseName(string name, out long number)
    {
        number = 0;
        return name.EndsWith(Extension, StringComparison.Ordinal)
            && long.TryParse(
                name.AsSpan(..^Extension.Length), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private string OfSegments(RangeId range) => Path.Combine(OfRange(range), "segments");

    private string OfStream(RangeId range) => Path.Combine(Root, Text(range.Stream.Value));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
