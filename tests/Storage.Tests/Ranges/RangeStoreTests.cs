namespace Orleans.TableService.Storage.Tests.Ranges;

public sealed class RangeStoreTests
{
    [Fact]
    public async Task Submit_OfPutThenGet_SeesTheValueWithItsRevisions()
    {
        await using var host = await StoreHost.StartAsync();
        var put = await host.CommitAsync(Tx.Of("p", Tx.Put("a", "1")));
        var again = await host.CommitAsync(Tx.Of("p", Tx.Put("a", "2")));
        var read = await host.CommitAsync(Tx.Of("p", Tx.Get("a"), Tx.Get("b")));

        Assert.Equal((1, 2, 2), (put.Revision, again.Revision, read.Revision));
        Assert.Equal(1, ((PutResult)again.Results[0]).Version);
        var entry = ((GetResult)read.Results[0]).Entry!;
        Assert.Equal(("2", 1, 2, 1), (Tx.Text(entry.Value), entry.CreateRevision, entry.ModRevision, entry.Version));
        Assert.Null(((GetResult)read.Results[1]).Entry);
    }

    [Fact]
    public async Task Submit_ByManyAtOnce_LosesNoIncrement()
    {
        await using var host = await StoreHost.StartAsync();
        var callers = Enumerable.Range(0, 64).Select(async _ =>
        {
            for (var i = 0; i < 50; i++)
            {
                await host.CommitAsync(Tx.Of("p", Tx.Increment("n", 1)));
            }
        });
        await Task.WhenAll(callers);

        var read = await host.CommitAsync(Tx.Of("p", Tx.Get("n")));
        Assert.Equal(3200, ((GetResult)read.Results[0]).Entry!.Value.Number);
        Assert.Equal(3200, read.Revision);
    }

    [Fact]
    public async Task Open_AfterRestart_HasEverything()
    {
        await using var host = await StoreHost.StartAsync();
        await host.CommitAsync(Tx.Of("p", Tx.Put("a", "1"), Tx.Put("b", "2")));
        await host.RestartAsync();
        await host.CommitAsync(Tx.Of("p", Tx.Delete("a")));
        await host.RestartAsync(() => Directory.Delete(host.IndexDirectory, recursive: true));

        var read = await host.CommitAsync(Tx.Of("p", Tx.Get("a"), Tx.Get("b")));
        Assert.Null(((GetResult)read.Results[0]).Entry);
        Assert.Equal("2", Tx.Text(((GetResult)read.Results[1]).Entry!.Value));
        Assert.Equal(2, read.Revision);
    }
}
