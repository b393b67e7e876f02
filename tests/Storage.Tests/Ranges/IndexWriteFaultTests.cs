namespace Orleans.TableService.Storage.Tests.Ranges;

/// <summary>
/// RocksDB refuses a write of what was acknowledged: nobody is told what is not so, and nothing of it is lost.
/// </summary>
/// <remarks>
/// The fault is a real one: a flush that cannot make its file, after which RocksDB refuses all writes of that index.
/// </remarks>
public sealed class IndexWriteFaultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Writes_WhenTheIndexRefusesThem_StopTheRangeAndAreThereWhenItIsOpenedAgain(bool isLost)
    {
        await using var host = await StoreHost.StartAsync(options => options.StorageThreads = 1);
        await host.CommitAsync(Tx.Of("p", Tx.Put("a", "1"), Tx.Put("gone", "1"), Tx.Increment("n", 5)));
        var repair = await BreakAsync(host, isLost);
        using var held = await HeldThread.HoldAsync(host.Engine.Applies);

        // The write is durable, so it is acknowledged, and seen, whatever becomes of the index.
        await host.CommitAsync(Tx.Of("p", Tx.Put("a", "2"), Tx.Delete("gone")));
        var last = await host.CommitAsync(Tx.Of("p", Tx.Increment("n", 7)));
        Assert.Equal(12, Assert.IsType<IncrementResult>(last.Results[0]).Total);
        await RequireSeenAsync(host);
        var snapshot = host.SubmitAsync(Tx.Of("p", Tx.Get("a"), Tx.Get("gone")));
        var checkpoint = host.CheckpointAsync();

        held.Dispose();
        var fault = (await host.Range.Stopped.WaitAsync(Patience))!;
        Assert.Equal(FaultCode.RangeUnavailable, fault.Code);
        Assert.Contains("writing its index failed", fault.Message, StringComparison.Ordinal);
        Assert.Same(fault, (await snapshot).Fault);
        Assert.Same(fault, (await Assert.ThrowsAsync<RangeUnavailableException>(() => checkpoint)).Fault);
        Assert.Same(fault, (await host.SubmitAsync(Tx.Of("p", Tx.Get("a")))).Fault);
        Assert.Same(fault, (await host.SubmitAsync(Tx.Of("p", Tx.Put("a", "3")))).Fault);

        repair();
        await host.ReopenAsync();
        await RequireSeenAsync(host);
        await host.RestartAsync();
        await RequireSeenAsync(host);
    }

    [Fact]
    public async Task Writes_OfManyWhileTheIndexBeginsToRefuse_AreEachKeptIfAcknowledged()
    {
        await using var host = await StoreHost.StartAsync();
        await host.CommitAsync(Tx.Of("p", Tx.Increment("n", 1)));
        var repair = await BreakAsync(host, isLost: false);
        var acknowledged = 1L;
        TransactionOutcome outcome;
        while ((outcome = await host.SubmitAsync(Tx.Of("p", Tx.Increment("n", 1)))).IsResult)
        {
            acknowledged++;
            var get = await host.SubmitAsync(Tx.Of("p", Tx.Get("n")));
            if (get.IsResult)
            {
                Assert.Equal(acknowledged, Assert.IsType<GetResult>(get.Result!.Results[0]).Entry!.Value.Number);
            }
        }

        // The last was refused before the journal had it, or was under way when the range stopped.
        var isUnknown = outcome.Fault!.Code == FaultCode.UnknownOutcome;
        Assert.True(isUnknown || outcome.Fault.Code == FaultCode.RangeUnavailable);
        repair();
        await host.ReopenAsync();
        var kept = (await host.GetAsync("p", "n"))!.Value.Number;
        Assert.InRange(kept, acknowledged, acknowledged + (isUnknown ? 1 : 0));
    }

    /// <summary>Makes the index refuse what is written from now on.</summary>
    /// <param name="host">Whose index it is.</param>
    /// <param name="isLost">Whether its files are gone for good, rather than out of reach for a while.</param>
    /// <returns>Ends the fault; the index that is open has met it, and goes on refusing.</returns>
    private static async Task<Action> BreakAsync(StoreHost host, bool isLost)
    {
        var away = host.IndexDirectory + ".away";
        Directory.Move(host.IndexDirectory, away);
        if (!isLost)
        {
            await File.WriteAllTextAsync(host.IndexDirectory, "not a directory");
        }

        await Assert.ThrowsAsync<RangeUnavailableException>(host.CheckpointAsync);
        Assert.False(host.Range.Stopped.IsCompleted);
        return () =>
        {
            if (!isLost)
            {
                File.Delete(host.IndexDirectory);
                Directory.Move(away, host.IndexDirectory);
            }
        };
    }

    private static async Task RequireSeenAsync(StoreHost host)
    {
        Assert.Equal("2", Tx.Text((await host.GetAsync("p", "a"))!.Value));
        Assert.Null(await host.GetAsync("p", "gone"));
        Assert.Equal(12, (await host.GetAsync("p", "n"))!.Value.Number);
    }
}
