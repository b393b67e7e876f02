using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Tests.Journals;

/// <summary>What a store was told and what it acknowledged, to compare with what it has after a crash.</summary>
internal sealed class JournalModel
{
    private readonly Dictionary<RangeId, List<string>> _sure = [];
    private readonly Dictionary<RangeId, List<string>> _unsure = [];
    private readonly Dictionary<RangeId, long> _firstLsn = [];
    private readonly Dictionary<RangeId, long> _askedLsn = [];

    public IEnumerable<RangeId> Ranges => _sure.Keys;

    /// <summary>The range that was appended to last.</summary>
    public RangeId LastRange { get; private set; }

    /// <summary>A model that goes on by itself from here.</summary>
    public JournalModel Copy()
    {
        var copy = new JournalModel { LastRange = LastRange };
        foreach (var range in Ranges)
        {
            copy._sure.Add(range, [.. _sure[range]]);
            copy._unsure.Add(range, [.. _unsure[range]]);
            copy._firstLsn.Add(range, _firstLsn[range]);
            copy._askedLsn.Add(range, _askedLsn[range]);
        }

        return copy;
    }

    /// <summary>A store with new ranges, all of them open.</summary>
    public static async Task<(FileJournalStore Store, JournalModel Model, List<IRangeJournal> Journals)> StartAsync(
        SimulatedDisk disk, StorageOptions options, params RangeId[] ranges)
    {
        var model = new JournalModel();
        var store = JournalTestStore.Open(options, disk);
        foreach (var range in ranges)
        {
            await store.CreateAsync(range, JournalTestStore.JournalId, CancellationToken.None);
            model.Create(range);
        }

        return (store, model, await model.OpenAllAndCompareAsync(store));
    }

    public void Create(RangeId range)
    {
        _sure.TryAdd(range, []);
        _unsure.TryAdd(range, []);
        _firstLsn.TryAdd(range, 1);
        _askedLsn.TryAdd(range, 1);
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

    /// <summary>Gives up the records below an Lsn and remembers whether that was acknowledged.</summary>
    public async Task<bool> TrimAsync(IRangeJournal journal, long belowLsn)
    {
        var range = journal.Range;
        _askedLsn[range] = Math.Max(_askedLsn[range], Math.Min(belowLsn, _sure[range].Count + 1));
        try
        {
            await journal.TrimAsync(belowLsn, CancellationToken.None);
        }
        catch (TableException)
        {
            return false;
        }

        _firstLsn[range] = _askedLsn[range];
        Assert.Equal(_firstLsn[range], journal.FirstLsn);
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
            Compare(journal);
        }

        return journals;
    }

    /// <summary>What was acknowledged of a range and not trimmed.</summary>
    public IReadOnlyList<string> Sure(RangeId range) => _sure[range][((int)_firstLsn[range] - 1)..];

    /// <summary>
    /// What a journal has from its first Lsn on: groups are not cut, so the first may begin before that.
    /// </summary>
    public static List<string> Found(IRangeJournal journal) =>
        [.. journal.ReadAll().Where(record => long.Parse(record[..record.IndexOf(':')]) >= journal.FirstLsn)];

    private void Compare(IRangeJournal journal)
    {
        var range = journal.Range;
        Assert.True(
            journal.FirstLsn == _firstLsn[range] || journal.FirstLsn == _askedLsn[range],
            $"{range} begins at {journal.FirstLsn}, not at {_firstLsn[range]} or {_askedLsn[range]}");
        _firstLsn[range] = _askedLsn[range] = journal.FirstLsn;
        if (journal.LastLsn != _sure[range].Count)
        {
            // A group that was cut short is there as a whole or not at all.
            _sure[range].AddRange(_unsure[range]);
        }

        _unsure[range] = [];
        Assert.Equal(_sure[range].Count, journal.LastLsn);
        Assert.Equal(Sure(range), Found(journal));
    }
}
