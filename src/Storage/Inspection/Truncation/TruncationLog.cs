using System.Globalization;
using Orleans.TableService.Storage.CommitLog;

namespace Orleans.TableService.Storage.Inspection;

/// <summary>The commit log of a stopped directory, as far as a truncation keeps it.</summary>
internal static class TruncationLog
{
    /// <summary>Reads the log: all of it, or what lies before the point at which it is cut.</summary>
    /// <param name="directory">The data directory.</param>
    /// <param name="point">Where is cut.</param>
    /// <param name="known">The ranges as the end of the log tells of them.</param>
    /// <exception cref="DataDirectoryException">The point is none, or nothing lies before it.</exception>
    public static OfflineLog Read(
        StoppedDirectory directory, TruncationPoint point, IReadOnlyDictionary<RangeId, RangeLog> known)
    {
        if (point.Range is not null)
        {
            return OfflineLog.Read(directory.Files, directory.LogDirectory) ?? throw NothingLeft();
        }

        RequireInside(directory, point);
        var cut = new CutFileLayer(directory.Files, new LogPosition(point.LogSequence, point.LogOffset));
        return OfflineLog.Read(cut, directory.LogDirectory, known) ?? throw NothingLeft();
    }

    private static void RequireInside(StoppedDirectory directory, TruncationPoint point)
    {
        var name = LogFile.NameOf(point.LogSequence);
        var path = Path.Combine(directory.LogDirectory, name);
        if (point.LogOffset < 0
            || point.LogOffset % FrameHeader.AlignmentBytes != 0
            || !directory.Files.FileExists(path)
            || point.LogOffset >= LengthOf(directory, path))
        {
            throw new DataDirectoryException(string.Create(
                CultureInfo.InvariantCulture,
                $"The commit log has no frame at byte {point.LogOffset} of "
                + $"{name}: 'journal verify' names such places."));
        }
    }

    private static long LengthOf(StoppedDirectory directory, string path)
    {
        using var file = directory.Files.OpenRead(path);
        return file.Length;
    }

    private static DataDirectoryException NothingLeft() => new("Nothing of the commit log would be left.");
}
