using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Storage.Tests.Ranges;

/// <summary>The thread that writes indexes, of an engine that has one, kept from it until disposed.</summary>
internal sealed class HeldIndex : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ManualResetEventSlim _free = new();

    /// <summary>Returns when the thread is held.</summary>
    public static async Task<HeldIndex> HoldAsync(StorageEngine engine)
    {
        var held = new HeldIndex();
        var holds = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = engine.Applies.RunAsync(() =>
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
