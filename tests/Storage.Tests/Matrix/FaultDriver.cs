using Microsoft.Extensions.Logging.Abstractions;
using Orleans.TableService.Storage.Files;
using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Tests.Matrix;

/// <summary>
/// Does the steps of a script to a store, one after the other, and goes on as an engine would when one fails: it opens
/// anew what failed, and writes down what it was told.
/// </summary>
/// <remarks>
/// Background work has ended before a step ends, so that a script does the same operations in the same order every
/// time; unless steps may overlap it.
/// </remarks>
internal sealed class FaultDriver(IFileLayer files, JournalLedger ledger, bool mayFail, bool overlaps = false)
{
    private const int OpeningsMax = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly CancellationToken None = CancellationToken.None;
    private static int s_lives;

    private Dictionary<long, IRangeJournal> _journals = [];
    private FileJournalStore? _store;
    private FaultCheckpoints? _checkpoints;
    private int _groups;

    /// <summary>Breaks a rule: journals are trimmed by checkpoints that are not there yet.</summary>
    public bool TrimsTooEarly { get; init; }

    /// <summary>Does the whole script, then closes the store.</summary>
    /// <returns><see langword="false"/> if the store could not be opened any more.</returns>
    public async Task<bool> RunAsync(Func<FaultDriver, Task> script)
    {
        try
        {
            await StoreAsync();
            await script(this);
            return true;
        }
        catch (StoreUnusableException)
        {
            return false;
        }
        finally
        {
            await CloseAsync();
        }
    }

    public Task CreateAsync(long number) => StepAsync(store => CreateAsync(store, number));

    /// <summary>Appends one group with records of these sizes.</summary>
    public Task AppendAsync(long number, params int[] sizes) => StepAsync(async store =>
        await new LedgerCompletion(ledger, await JournalAsync(store, number)).AppendAsync(Group(number, sizes)));

    /// <summary>Appends many groups of one record, one after the other.</summary>
    public async Task FillAsync(long number, int count, int size)
    {
        for (var i = 0; i < count; i++)
        {
            await AppendAsync(number, size);
        }
    }

    /// <summary>Appends one group for each range, which all go into one frame.</summary>
    public Task AppendTogetherAsync(int size, params long[] numbers) => StepAsync(async store =>
    {
        var journals = await JournalsAsync(store, numbers);

        // The others are queued by the thread that writes frames, while it acknowledges the
        // first: it takes all at once.
        var others = Task.CompletedTask;
        var first = new LedgerCompletion(ledger, journals[0])
        {
            WhenCommitted = () => others = Task.WhenAll(
                journals.Skip(1).Select(journal =>
                    new LedgerCompletion(ledger, journal).AppendAsync(Group(journal.Range.Number, [size])))),
        };
        await first.AppendAsync(Group(numbers[0], [100]));
        await others;
    });

    /// <summary>Appends several groups for each range, without waiting between them.</summary>
    public Task AppendAtOnceAsync(int groups, int size, params long[] numbers) => StepAsync(async store =>
    {
        var appended = new List<Task>();
        foreach (var journal in await JournalsAsync(store, numbers))
        {
            var lsn = journal.LastLsn;
            for (var i = 0; i < groups; i++)
            {
                var group = FaultRanges.Group(++lsn, ++_groups, [size]);
                appended.Add(new LedgerCompletion(ledger, journal).AppendAsync(group));
            }
        }

        await Task.WhenAll(appended);
    });

    /// <summary>Gives up all groups but the last ones.</summary>
    public Task TrimAsync(long number, int keptGroups) => StepAsync(async store =>
    {
        var journal = await JournalAsync(store, number);
        var groups = ledger.Entries[number].Groups;
        if (groups.Count > keptGroups)
        {
            var first = keptGroups == 0 ? groups[^1].LastLsn + 1 : groups[^keptGroups].FirstLsn;
            await ledger.TrimAsync(journal, first);
        }
    });

    /// <summary>Takes a checkpoint, trims by it, and collects what no kept one needs.</summary>
    public Task CheckpointAsync(long number) => StepAsync(async store =>
        await _checkpoints!.TakeAsync(await JournalAsync(store, number)));

    /// <summary>Copies what a range's journal holds into a range that is made for it, group by group.</summary>
    public Task CopyAsync(long from, long to) => StepAsync(async store =>
    {
        var (source, target) = (await JournalAsync(store, from), await JournalAsync(store, to));
        using var reader = source.OpenReader(source.FirstLsn);
        while (reader.TryRead(out var group))
        {
            var copy = new RecordGroup(target.LastLsn + 1, group.Count, group.Bytes);
            await new LedgerCompletion(ledger, target).AppendAsync(copy);
        }
    });

    public Task DeleteAsync(long number) => StepAsync(store => DeleteAsync(store, number));

    /// <summary>Closes the store; the next step opens it.</summary>
    public async Task RestartAsync()
    {
        await CloseAsync();
        await StoreAsync();
    }

    private async Task StepAsync(Func<FileJournalStore, Task> step)
    {
        var store = await StoreAsync();
        try
        {
            await step(store).WaitAsync(Patience);
        }
        catch (Exception e) when (mayFail && IsRefusal(e))
        {
            _journals = _journals.Where(pair => !pair.Value.IsFenced).ToDictionary();
        }

        await WhenIdleAsync(store);
    }

    private Task WhenIdleAsync(FileJournalStore store) => overlaps ? Task.CompletedTask : store.WhenIdleAsync();

    private StorageOptions Options()
    {
        var options = FaultRanges.Options();

        // Where steps overlap, what is still in memory when it is read is as much by chance as the rest.
        options.RecentLogSizeBytes = overlaps ? 8 << 10 : options.RecentLogSizeBytes;
        return options;
    }

    private async Task<FileJournalStore> StoreAsync()
    {
        if (_store is { Failure.IsCompleted: false })
        {
            return _store;
        }

        await CloseAsync();
        for (var opening = 1; ; opening++)
        {
            try
            {
                _store = FileJournalStore.Open(
                    Options(), TimeProvider.System, NullLogger.Instance, files);
                _checkpoints = new FaultCheckpoints(files, ledger) { TrimsTooEarly = TrimsTooEarly };
                _journals = await JournalAudit.RunAsync(_store, _checkpoints, ledger).WaitAsync(Patience);
                await WhenIdleAsync(_store);
                return _store;
            }
            catch (Exception e) when (mayFail && IsRefusal(e))
            {
                await CloseAsync();
                if (opening == OpeningsMax)
                {
                    throw new StoreUnusableException(e);
                }
            }
        }
    }

    private async Task CloseAsync()
    {
        _journals = [];
        if (_store is { } store)
        {
            _store = null;
            await store.DisposeAsync().AsTask().WaitAsync(Patience);
        }
    }

    private async Task CreateAsync(FileJournalStore store, long number)
    {
        if (ledger.Find(number) is { Phase: RangePhase.Deleting })
        {
            await DeleteAsync(store, number);
        }

        var entry = ledger.Find(number)
            ?? new RangeEntry(
                FaultRanges.JournalId(number, Interlocked.Increment(ref s_lives)), RangePhase.Creating, [], 0, 0);
        ledger.Set(number, entry);
        await store.CreateAsync(FaultRanges.Id(number), entry.JournalId, None);
        ledger.Update(number, made => made with { Phase = RangePhase.Present });
    }

    private async Task DeleteAsync(FileJournalStore store, long number)
    {
        if (ledger.Find(number) is not null)
        {
            ledger.Update(number, entry => entry with { Phase = RangePhase.Deleting });
            _journals.Remove(number);
            _checkpoints!.Delete(number);
            await store.DeleteAsync(FaultRanges.Id(number), None);
            ledger.Remove(number);
        }
    }

    private async Task<IRangeJournal> JournalAsync(FileJournalStore store, long number)
    {
        if (_journals.TryGetValue(number, out var open) && !open.IsFenced)
        {
            return open;
        }

        if (ledger.Find(number) is not { Phase: RangePhase.Present })
        {
            await CreateAsync(store, number);
        }

        return _journals[number] = await JournalAudit.OpenAsync(store, _checkpoints!, ledger, number);
    }

    private async Task<List<IRangeJournal>> JournalsAsync(FileJournalStore store, long[] numbers)
    {
        var journals = new List<IRangeJournal>();
        foreach (var number in numbers)
        {
            journals.Add(await JournalAsync(store, number));
        }

        return journals;
    }

    private RecordGroup Group(long number, int[] sizes) =>
        FaultRanges.Group(_journals[number].LastLsn + 1, ++_groups, sizes);

    // Damage is never an answer to a disk that fails or loses power.
    private static bool IsRefusal(Exception error) =>
        error is (TableException or IOException or UnauthorizedAccessException or ObjectDisposedException)
            and not JournalCorruptedException;
}
