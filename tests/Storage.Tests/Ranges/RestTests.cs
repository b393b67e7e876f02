using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Storage.Tests.Ranges;

/// <summary>What a range keeps that rests: nothing of what it wrote.</summary>
public sealed class RestTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Range_WhenItRests_LetsGoOfItsGroups(int groupCount)
    {
        await using var host = await StoreHost.StartAsync();
        var journal = host.Journals.LastOpened!;
        var held = new List<WeakReference>();
        journal.WhenAppending = completion =>
        {
            held.Add(new WeakReference(completion));
            held.Add(new WeakReference(((WriteGroup)completion).Layer));
        };

        host.Journals.IsManual = true;
        var puts = new List<Task<TransactionResult>>();
        for (var i = 0; i < groupCount; i++)
        {
            puts.Add(host.CommitAsync(Tx.Of("p", Tx.Put($"k{i}", "v"))));
            await journal.WaitForAppendAsync();
        }

        puts.ForEach(_ => journal.FlushOne());
        await Task.WhenAll(puts);

        Assert.Equal(2 * groupCount, held.Count);
        Assert.True(SpinWait.SpinUntil(() => AreGone(held), Patience), "A range at rest holds what it wrote.");
    }

    private static bool AreGone(List<WeakReference> held)
    {
        GC.Collect();
        return !held.Exists(one => one.IsAlive);
    }
}
