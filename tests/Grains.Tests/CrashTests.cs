using Orleans.TableService.Grains.Tests.Support;

namespace Orleans.TableService.Grains.Tests;

/// <summary>Creates and deletes that are cut short at every durable step, before it and after it.</summary>
public sealed class CrashTests
{
    private const int Ranges = 3;
    private const int StepsMax = 50;
    private static readonly StreamConfiguration Configuration = new() { InitialRanges = Ranges };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CreateStream_WhenItIsCutShort_IsFinishedByTheNextCreate(bool afterwards)
    {
        await AtEveryStepAsync(
            afterwards,
            prepare: _ => Task.CompletedTask,
            cutShort: admin => admin.CreateStreamAsync("default", "t", Configuration),
            check: async (disk, silo) =>
            {
                await IgnoreAsync<StreamExistsException>(
                    () => silo.Admin.CreateStreamAsync("default", "t", Configuration));
                await AssertServesAsync(silo);
                Assert.Equal(Ranges, disk.Ranges.Count);
            });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CreateStream_WhenItIsCutShort_CanBeDeletedWithoutALeftover(bool afterwards)
    {
        await AtEveryStepAsync(
            afterwards,
            prepare: _ => Task.CompletedTask,
            cutShort: admin => admin.CreateStreamAsync("default", "t", Configuration),
            check: async (disk, silo) =>
            {
                await IgnoreAsync<StreamNotFoundException>(() => silo.Admin.DeleteStreamAsync("default", "t"));
                AssertGone(disk);
                await silo.Admin.CreateStreamAsync("default", "t", new StreamConfiguration { KeyType = KeyType.Raw });
            });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DeleteStream_WhenItIsCutShort_IsFinishedByTheNextDelete(bool afterwards)
    {
        StreamInfo? first = null;
        await AtEveryStepAsync(
            afterwards,
            prepare: async admin => first = await admin.CreateStreamAsync("default", "t", Configuration),
            cutShort: admin => admin.DeleteStreamAsync("default", "t"),
            check: async (disk, silo) =>
            {
                await IgnoreAsync<StreamNotFoundException>(() => silo.Admin.DeleteStreamAsync("default", "t"));
                AssertGone(disk);
                var second = await silo.Admin.CreateStreamAsync("default", "t", Configuration);
                Assert.True(second.Id > first!.Id);
                Assert.NotEqual(first.Incarnation, second.Incarnation);
                await AssertServesAsync(silo);
            });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DeleteStream_WhenItIsCutShort_IsCarriedToItsEndByTheNamespace(bool afterwards)
    {
        await AtEveryStepAsync(
            afterwards,
            prepare: admin => admin.CreateStreamAsync("default", "t", Configuration),
            cutShort: admin => admin.DeleteStreamAsync("default", "t"),
            check: async (disk, silo) =>
            {
                // One that never began leaves the stream as it was; every other one ends without being asked again.
                if ((await silo.Admin.ListStreamsAsync("default")).Count == 0)
                {
                    await disk.WaitAsync(() => disk.Ranges.IsEmpty && disk.Count(StateNames.Stream) == 0);
                }
                else
                {
                    await AssertServesAsync(silo);
                }
            });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CreateNamespace_WhenItIsCutShort_IsThereOrNotForEverybody(bool afterwards)
    {
        await AtEveryStepAsync(
            afterwards,
            prepare: _ => Task.CompletedTask,
            cutShort: admin => admin.CreateNamespaceAsync("n"),
            check: async (_, silo) =>
            {
                await AssertListedAsGotAsync(silo.Admin);
                await IgnoreAsync<NamespaceExistsException>(() => silo.Admin.CreateNamespaceAsync("n"));
                await AssertListedAsGotAsync(silo.Admin);
                Assert.NotEqual(0, (await silo.Admin.GetNamespaceAsync("n")).Id);
            });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DeleteNamespace_WhenItIsCutShort_IsThereOrNotForEverybody(bool afterwards)
    {
        NamespaceInfo? first = null;
        await AtEveryStepAsync(
            afterwards,
            prepare: async admin => first = await admin.CreateNamespaceAsync("n"),
            cutShort: admin => admin.DeleteNamespaceAsync("n"),
            check: async (_, silo) =>
            {
                await AssertListedAsGotAsync(silo.Admin);
                await IgnoreAsync<NamespaceNotFoundException>(() => silo.Admin.DeleteNamespaceAsync("n"));
                await AssertListedAsGotAsync(silo.Admin);
                Assert.True((await silo.Admin.CreateNamespaceAsync("n")).Id > first!.Id);
            });
    }

    private static async Task AtEveryStepAsync(
        bool afterwards,
        Func<ITableAdmin, Task> prepare,
        Func<ITableAdmin, Task> cutShort,
        Func<FakeDisk, TestSilo, Task> check)
    {
        for (var step = 1; step < StepsMax; step++)
        {
            var disk = new FakeDisk { CrashesAfterwards = afterwards };
            await using (var silo = await TestSilo.StartAsync(disk))
            {
                await prepare(silo.Admin);
                disk.CrashAfter(step);
                await IgnoreAsync<TableException>(() => cutShort(silo.Admin));
            }

            var isOver = !disk.IsCrashed;
            disk.Repair();
            await using (var silo = await TestSilo.StartAsync(disk))
            {
                await check(disk, silo);
            }

            if (isOver)
            {
                Assert.True(step > 2, "Nothing was cut short.");
                return;
            }
        }

        Assert.Fail("There is no end of steps.");
    }

    private static async Task AssertServesAsync(TestSilo silo)
    {
        var table = await silo.Service.OpenTableAsync("default", "t");
        for (byte i = 0; i < 32; i++)
        {
            await table.PutAsync(new[] { i }, new[] { i });
            Assert.Equal([i], (await table.GetAsync(new[] { i }))!.Value.Bytes.ToArray());
        }

        Assert.Equal(Ranges, (await silo.Admin.ListRangesAsync("default", "t")).Count);
    }

    private static void AssertGone(FakeDisk disk)
    {
        Assert.Empty(disk.Ranges);
        Assert.Equal(0, disk.Count(StateNames.Stream));
    }

    private static async Task AssertListedAsGotAsync(ITableAdmin admin)
    {
        var listed = (await admin.ListNamespacesAsync()).Where(info => info.Name == "n");
        NamespaceInfo[] got = [];
        await IgnoreAsync<NamespaceNotFoundException>(async () => got = [await admin.GetNamespaceAsync("n")]);
        Assert.Equal(got, listed);
    }

    private static async Task IgnoreAsync<TException>(Func<Task> act)
        where TException : Exception
    {
        try
        {
            await act();
        }
        catch (TException)
        {
            // What happened is seen by what comes after.
        }
    }
}
