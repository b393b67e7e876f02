using Orleans.TableService.Storage.CommitLog;

namespace Orleans.TableService.Storage.Journals;

/// <summary>
/// Writes groups of a range into the commit log again, so that the old file which holds them can go. They stay as they
/// are: recovery takes the newer place for the older.
/// </summary>
/// <param name="range">Whose groups they are.</param>
/// <param name="extents">Where they lie.</param>
/// <param name="entries">Their data entries, one behind the other.</param>
internal sealed class MoveOperation(RangeLog range, List<LogExtent> extents, byte[] entries) : LogOperation
{
    private readonly List<LogExtent> _moved = [];

    protected override Exception? Write(FrameBuilder frame)
    {
        // A deleted range's records are needed no more; what was copied or trimmed meanwhile is left out below.
        if (range.WriteEpoch == RangeLog.DeletedEpoch)
        {
            return null;
        }

        var start = 0;
        foreach (var extent in extents)
        {
            if (IsNeeded(extent))
            {
                var offset = frame.AddMoved(range.Range, entries.AsSpan(start, extent.Length));
                _moved.Add(extent with { Offset = offset });
            }

            start += extent.Length;
        }

        return null;
    }

    protected override void Commit(LogFile file, long frameOffset)
    {
        lock (range.Gate)
        {
            foreach (var extent in _moved.Where(extent => IsKnown(extent.FirstLsn)))
            {
                range.Extents.Move(extent with { File = file, Offset = frameOffset + extent.Offset });
            }
        }
    }

    private bool IsNeeded(in LogExtent extent)
    {
        lock (range.Gate)
        {
            return IsKnown(extent.FirstLsn);
        }
    }

    private bool IsKnown(long firstLsn)
    {
        var index = range.Extents.Find(firstLsn);
        return index < range.Extents.Count && range.Extents[index].FirstLsn == firstLsn;
    }
}
