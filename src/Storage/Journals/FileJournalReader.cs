using System.Diagnostics.CodeAnalysis;
using Orleans.TableService.Storage.CommitLog;

namespace Orleans.TableService.Storage.Journals;

/// <summary>Reads a range's groups, from wherever they are at the moment.</summary>
internal sealed class FileJournalReader(RangeLog range, long fromLsn) : IJournalReader
{
    private long _nextLsn = fromLsn;

    public bool TryRead([NotNullWhen(true)] out RecordGroup? group)
    {
        group = null;
        LogExtent extent;
        lock (range.Gate)
        {
            if (_nextLsn > range.LastLsn)
            {
                return false;
            }

            extent = range.Extents[range.Extents.Find(_nextLsn)];
            if (!extent.File.TryEnter())
            {
                throw new InvalidOperationException($"{extent.File.Path} was given up though range {range.Range} needs it.");
            }
        }

        try
        {
            group = LogExtentReader.ReadGroup(range, extent);
        }
        finally
        {
            extent.File.Leave();
        }

        _nextLsn = group.LastLsn + 1;
        return true;
    }

    public void Dispose()
    {
    }
}
