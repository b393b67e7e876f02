using FsCheck;
using FsCheck.Fluent;
using Orleans.TableService.Storage.Journals;
using Orleans.TableService.Storage.Tests.Disks;

namespace Orleans.TableService.Storage.Tests.Journals;

/// <summary>
/// Scripts of appends, trims, restarts, kills and power cuts; a failing one is printed and shrunk to what it takes.
/// </summary>
public sealed class JournalModelTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public void Journals_UnderAnyScript_HaveWhatTheirModelHas()
    {
        var steps = Arb.From(Gen.Choose(0, int.MaxValue).ArrayOf(80), ArbMap.Default.ArbFor<int[]>().Shrinker);
        var property = Prop.ForAll(steps, script => RunAsync(script).GetAwaiter().GetResult());
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(40), property);
    }

    private static async Task RunAsync(int[] script)
    {
        var disk = new SimulatedDisk();
        var model = new JournalModel();
        var store = JournalTestStore.Open(Options(), disk);
        foreach (var number in Enumerable.Range(1024, 3))
        {
            var range = new RangeId(new TableStreamId(1024), number);
            await store.CreateAsync(range, JournalTestStore.JournalId, None);
            model.Create(range);
        }

        var journals = await model.OpenAllAndCompareAsync(store);
        foreach (var step in script)
        {
            var rest = step / 16;
            var journal = journals[rest % journals.Count];
            switch (step % 16)
            {
                case 0:
                    await store.DisposeAsync();
                    break;
                case 1:
                    disk = await KillAsync(store, disk, disk.Copy());
                    break;
                case 2:
                    disk = await KillAsync(
                        store, disk, disk.AfterPowerCut((path, page) => ((path.Length + page) * rest) % 3 == 0));
                    break;
                case 3 or 4 or 5:
                    Assert.True(await model.TrimAsync(journal, rest % (journal.LastLsn + 2)));
                    continue;
                default:
                    Assert.True(await model.AppendAsync(journal, "a" + new string('v', rest % 6000)));
                    continue;
            }

            store = JournalTestStore.Open(Options(), disk);
            journals = await model.OpenAllAndCompareAsync(store);
        }

        await store.DisposeAsync();
    }

    private static async Task<SimulatedDisk> KillAsync(FileJournalStore store, SimulatedDisk disk, SimulatedDisk left)
    {
        // What the dead process does when it is cleaned up is not seen any more.
        disk.PowerFailsAt = 0;
        await store.DisposeAsync();
        return left;
    }

    private static StorageOptions Options()
    {
        var options = JournalTestStore.Options("/data");
        options.CommitLogFileSizeBytes = 32 << 10;
        options.CommitLogSizeMaxBytes = 128 << 10;
        options.SegmentSizeBytes = 8 << 10;
        return options;
    }
}
