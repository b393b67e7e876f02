using Orleans.TableService.Storage.Threads;

namespace Orleans.TableService.Storage.Tests.Ranges;

/// <summary>The thread of storage threads that are one, kept from its work until disposed.</summary>
internal sealed class HeldThread : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ManualResetEventSlim _free = new();

    /// <summary>Returns when the thread is held.</summary>
    public static async Task<HeldThread> HoldAsync(StorageThreads threads)
    {
        var held = new HeldThread();
        var holds = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = threads.RunAsync(() =>
        {
            holds.SetResult();
            held._free.Wait();
        });
        await holds.Task.WaitAsync(Patience);
        return held;
    }

    /// <summary>Lets the thread go on.</summary>
    public void Dispose() => _free.Set();
}
