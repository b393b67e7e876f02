using System.Runtime.CompilerServices;
using Orleans.TableService.Storage.Ranges.Evaluation;

namespace Orleans.TableService.Storage.Ranges.Backups;

/// <summary>The backups of one range that are being read. Safe for use by many threads.</summary>
/// <param name="range">Whose they are.</param>
/// <param name="slot">The range's index.</param>
/// <param name="unapplied">What is to be in the index first.</param>
/// <param name="applyNow">Sees to it that it comes there.</param>
internal sealed class RangeExports(RangeContext range, IndexSlot slot, UnappliedEntries unapplied, Action applyNow)
{
    // Each pins what the index replaces meanwhile.
    private const int CountMax = 4;

    private readonly Lock _gate = new();
    private readonly List<RangeExport> _running = [];

    /// <summary>Lets each look whether the index is open, or the range has ended.</summary>
    public void ScheduleAll()
    {
        lock (_gate)
        {
            _running.ForEach(export => export.Schedule());
        }
    }

    /// <summary>More is in the index than before.</summary>
    public void WhenApplied() => ScheduleAll();

    /// <summary>Completes when none holds the index any more; the range has ended, so that none begins.</summary>
    public Task DrainAsync()
    {
        lock (_gate)
        {
            _running.ForEach(export => export.Schedule());
            return Task.WhenAll(_running.Select(export => export.Ended));
        }
    }

    /// <summary>Reads the range as of the moment of the first chunk.</summary>
    public async IAsyncEnumerable<BackupChunk> ReadAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var export = Begin();
        try
        {
            BackupChunk chunk;
            do
            {
                chunk = await export.NextAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
                yield return chunk;
            }
            while (!chunk.IsLast);
        }
        finally
        {
            export.Dispose();
            await export.Ended.ConfigureAwait(false);
            lock (_gate)
            {
                _running.Remove(export);
            }
        }
    }

    private RangeExport Begin()
    {
        lock (_gate)
        {
            if (range.Refusal is { } refusal)
            {
                throw refusal.ToException();
            }

            if (_running.Count >= CountMax)
            {
                throw Faults.ResourceExhausted(
                    "backups", $"Range {range.Descriptor.Id} is read by {CountMax} backups already: try again later.")
                    .ToException();
            }

            var export = new RangeExport(range, slot, unapplied.LastLsn, applyNow);
            _running.Add(export);
            return export;
        }
    }
}
