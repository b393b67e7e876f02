using Orleans.TableService.Storage.CommitLog;

namespace Orleans.TableService.Storage.Tests.Journals;

/// <summary>The frames of a file of the commit log, as they follow one another on a disk.</summary>
internal static class LogFrames
{
    /// <summary>The headers from the begin of the file to the first that is none, or is another file's.</summary>
    public static IEnumerable<FrameHeader> Of(SimulatedDisk disk, string path)
    {
        var file = disk.BytesOf(path);
        Assert.True(LogFile.TryParseName(Path.GetFileName(path), out var sequence));
        for (var start = 0;
            start < file.Length
                && FrameHeader.TryRead(file.AsSpan(start), out var header)
                && header.File.Sequence == sequence;
            start = (int)header.End)
        {
            yield return header;
        }
    }
}
