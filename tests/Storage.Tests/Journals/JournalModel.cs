using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Tests.Journals;

/// <summary>What a store was told and what it acknowledged, to compare with what it has after a crash.</summary>
internal sealed class JournalModel
{
    private readonly Dictionary<RangeId, List<string>> _sure = [];
    private readonly Dictionary<RangeId, List<string>> _unsure = [];

    public IEnumerable<RangeId> Ranges => _sure.Keys;

    /// <summary>The range that was appended to last.</summary>
    public RangeId LastRange { get; private set; }

    public void Create(RangeId range)
    {
        _sure.TryAdd(range, []);
        _unsure.TryAdd(range, []);
    }

    /// <summary>Appends one group and remembers whether it was acknowledged.</summary>
    public async Task<bool> AppendAsync(IRangeJournal journal, params string[] payloads)
    {
        var range = journal.Range;
        var lsn = _sure[range].Count + 1;
        var records = payloads.Select((payload, i) => $"{lsn + i}:{payload}").ToList();
        _unsure[range] = records;
        LastRange = range;
        try
        {
            await journal.AppendAsync(JournalTestStore.Group(lsn, payloads));
        }
        catch (TableException)
        {
            return false;
        }

        _sure[range].AddRange(records);
        _unsure[range] = [];
        return true;
    }

    /// <summary>Opens every range and compares; what is found is sure from now on, for it was served.</summary>
    public async Task<List<IRangeJournal>> OpenAllAndCompareAsync(FileJournalStore store)
    {
        var journals = new List<IRangeJournal>();
        foreach (var range in Ranges.ToList())
        {
            var journal = await store.OpenAsync(range, JournalTestStore.JournalId, CancellationToken.None);
            journals.Add(journal);
            Compare(range, journal.ReadAll());
        }

        return journals;
    }

    /// <summary>What was acknowledged of a range.</summary>
    public IReadOnlyList<string> Sure(RangeId range) => _sure[range];

    private void Compare(RangeId range, List<string> found)
    {
        var sure = _sure[range];
        if (found.Count != sure.Count)
        {
            // A group that was cut short is there as a whole or not at all.
            Assert.Equal(sure.Concat(_unsure[range]), found);
            _sure[range] = found;
        }
        else
        {
            Assert.Equal(sure, found);
        }

        _unsure[range] = [];
    }
}
