using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Tests.Journals;

public sealed class BackgroundWorkerTests
{
    [Fact]
    public async Task TryRun_AfterDisposal_SaysNoInsteadOfThrowing()
    {
        var worker = new BackgroundWorker("test");
        await worker.DisposeAsync();
        Assert.False(worker.TryRun(() => { }));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => worker.RunAsync(() => { }));
    }
}
