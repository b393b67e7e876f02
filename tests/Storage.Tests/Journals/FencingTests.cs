using System.Collections.Concurrent;
using Orleans.TableService.Storage.Journals;
using Xunit.Abstractions;

namespace Orleans.TableService.Storage.Tests.Journals;

public sealed class FencingTests(ITestOutputHelper output)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Append_ByOwnersThatRace_AcknowledgesOnlyWhatTheJournalHas(int seed)
    {
        output.WriteLine($"seed {seed}");
        var disk = new SimulatedDisk();
        var options = JournalTestStore.Options("/data");
        await using var store = JournalTestStore.Open(options, disk);
        await store.CreateAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
        var acknowledged = new ConcurrentBag<(long Lsn, string Payload)>();
        var epochs = new ConcurrentBag<long>();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(owner => Task.Run(
            () => OwnAndLoseAsync(store, new Random((seed * 100) + owner), owner, acknowledged, epochs))));

        await using var last = await store.OpenAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
        var found = last.ReadAll();
        Assert.Equal(epochs.Count, epochs.Distinct().Count());
        Assert.Equal(found.Count, last.LastLsn);
        Assert.NotEmpty(acknowledged);
        Assert.All(acknowledged, record => Assert.Equal($"{record.Lsn}:{record.Payload}", found[(int)record.Lsn - 1]));

        await using var reopened = JournalTestStore.Open(options, disk.Copy());
        await using var again = await reopened.OpenAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
        Assert.Equal(found, again.ReadAll());
    }

    private static async Task OwnAndLoseAsync(
        FileJournalStore store,
        Random random,
        int owner,
        ConcurrentBag<(long Lsn, string Payload)> acknowledged,
        ConcurrentBag<long> epochs)
    {
        for (var turn = 0; turn < 25; turn++)
        {
            await using var journal = await store.OpenAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
            epochs.Add(journal.Epoch);
            await AppendWhileOwnerAsync(journal, random.Next(1, 8), $"{owner}.{turn}", acknowledged);
        }
    }

    private static async Task AppendWhileOwnerAsync(
        IRangeJournal journal, int count, string name, ConcurrentBag<(long Lsn, string Payload)> acknowledged)
    {
        // The Lsns are the owner's own count: another owner's records must not shift them.
        var lsn = journal.LastLsn;
        for (var i = 0; i < count; i++)
        {
            var payload = $"{name}.{i}";
            try
            {
                await journal.AppendAsync(JournalTestStore.Group(++lsn, payload));
            }
            catch (RangeUnavailableException)
            {
                Assert.True(journal.IsFenced);
                return;
            }

            acknowledged.Add((lsn, payload));
        }
    }
}
