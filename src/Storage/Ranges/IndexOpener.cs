using Orleans.TableService.RocksDb;
using Orleans.TableService.Storage.Checkpoints;
using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Ranges;

/// <summary>Opens a range's index and closes it: what that takes, and what others are told of it.</summary>
/// <remarks>Opening and closing are for the maintenance threads, one at a time.</remarks>
/// <param name="range">Whose it is.</param>
/// <param name="whenRecovered">Told how it was opened.</param>
internal sealed class IndexOpener(RangeContext range, Action<IndexRecovery> whenRecovered)
{
    /// <summary>How large it was when last looked at.</summary>
    public IndexSize Size { get; private set; } = IndexSize.Unknown;

    /// <summary>Looks how large it is.</summary>
    public void Measure(RangeIndex index) => Size = index.Measure();

    /// <summary>Opens the index, from a checkpoint and the journal where need be.</summary>
    public RangeIndex Open()
    {
        var metrics = range.Engine.Metrics;
        var start = metrics.Start(metrics.OpenTime);
        var indexes = range.Engine.Indexes;
        var checkpoints = new CheckpointRecovery(range.Checkpoints, range.Journal, indexes);
        var recovery = new IndexRecovery(range.Descriptor, range.Journal, indexes, checkpoints);
        var index = recovery.Open();
        metrics.Opened(recovery, start);
        Measure(index);
        range.Engine.Governor.Report(index);
        whenRecovered(recovery);
        return index;
    }

    /// <summary>Closes the index, which nobody uses.</summary>
    /// <remarks>
    /// What cannot be flushed comes back from the journal; so a failing flush is not a failing close.
    /// </remarks>
    public void Close(RangeIndex index)
    {
        range.Engine.Governor.Forget(index);
        try
        {
            index.Flush();
            Measure(index);
        }
        catch (RocksException e)
        {
            RangeLog.FlushFailed(range.Engine.Logger, e, range.Descriptor.Id);
        }

        index.Dispose();
        range.Engine.HeapTrimmer.Closed();
    }
}
