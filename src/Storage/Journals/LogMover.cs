using Orleans.TableService.Storage.CommitLog;

namespace Orleans.TableService.Storage.Journals;

/// <summary>
/// Writes what an old file of the commit log still holds at the log's end again, where it cannot be copied to segments.
/// Used by the housekeeper's thread.
/// </summary>
internal static class LogMover
{
    private const int BatchSizeMaxBytes = 4 << 20;

    /// <summary>Moves a range's groups out of a file; durable, but not yet marked, on return.</summary>
    /// <exception cref="TableException">The log has no room, or a group in it is damaged.</exception>
    public static void Move(RangeLog range, LogFile file, Flusher flusher)
    {
        while (TakeBatch(range, file) is { Count: > 0 } extents)
        {
            var entries = Read(range, extents);
            flusher.RunUrgentAsync(new MoveOperation(range, extents, entries)).GetAwaiter().GetResult();
        }
    }

    private static List<LogExtent> TakeBatch(RangeLog range, LogFile file)
    {
        var taken = new List<LogExtent>();
        long size = 0;
        lock (range.Gate)
        {
            for (var i = 0; i < range.Extents.Count && size < BatchSizeMaxBytes; i++)
            {
                var extent = range.Extents[i];
                if (extent.File == file)
                {
                    taken.Add(extent);
                    size += extent.Length;
                }
            }
        }

        return taken;
    }

    // The file stays as it is meanwhile: only this thread gives files up.
    private static byte[] Read(RangeLog range, List<LogExtent> extents)
    {
        var entries = new byte[extents.Sum(extent => extent.Length)];
        var start = 0;
        foreach (var extent in extents)
        {
            LogExtentReader.Read(range, extent, entries.AsSpan(start, extent.Length));
            start += extent.Length;
        }

        return entries;
    }
}
