using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Tests.Ranges;

/// <summary>The durable groups of one journal.</summary>
internal sealed class MemoryJournalFile(Guid id)
{
    private readonly Lock _lock = new();
    private List<RecordGroup> _groups = [];

    public Guid Id => id;

    public long Epoch { get; private set; }

    public long FirstLsn { get; private set; } = 1;

    public long LastLsn { get; private set; }

    public bool IsTrimmed { get; private set; }

    public long Fence()
    {
        lock (_lock)
        {
            return ++Epoch;
        }
    }

    /// <summary>Adds a group unless a newer owner fenced this one.</summary>
    public bool TryAdd(RecordGroup group, long epoch)
    {
        lock (_lock)
        {
            if (epoch != Epoch)
            {
                return false;
            }

            if (LastLsn == 0)
            {
                // A new journal may begin anywhere.
                FirstLsn = group.FirstLsn;
            }
            else
            {
                Assert.Equal(LastLsn + 1, group.FirstLsn);
            }

            _groups.Add(group);
            LastLsn = group.LastLsn;
            return true;
        }
    }

    /// <summary>Drops the oldest groups up to an Lsn.</summary>
    public void Trim(long lsn)
    {
        lock (_lock)
        {
            IsTrimmed |= _groups.RemoveAll(group => group.LastLsn <= lsn) > 0;
            FirstLsn = _groups.Count > 0 ? _groups[0].FirstLsn : LastLsn + 1;
        }
    }

    /// <summary>Every group can be cut off.</summary>
    public IReadOnlyList<JournalCut> ListCuts()
    {
        lock (_lock)
        {
            var size = 0L;
            return [.. _groups.Select(group => new JournalCut(group.LastLsn + 1, size += group.Bytes.Length, null))];
        }
    }

    /// <summary>Drops the newest group, as no correct store does.</summary>
    public void LoseLast()
    {
        lock (_lock)
        {
            LastLsn = _groups[^1].FirstLsn - 1;
            _groups.RemoveAt(_groups.Count - 1);
        }
    }

    public RecordGroup? At(long lsn)
    {
        lock (_lock)
        {
            return _groups.Find(group => group.LastLsn >= lsn);
        }
    }

    public MemoryJournalFile Copy()
    {
        lock (_lock)
        {
            return new MemoryJournalFile(id)
            {
                _groups = [.. _groups],
                Epoch = Epoch,
                FirstLsn = FirstLsn,
                LastLsn = LastLsn,
                IsTrimmed = IsTrimmed,
            };
        }
    }
}
