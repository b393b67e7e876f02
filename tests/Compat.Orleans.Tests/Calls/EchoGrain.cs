namespace Orleans.TableService.Tests.Calls;

public interface IEchoGrain : IGrainWithStringKey
{
    Task<string> EchoAsync(string text);

    Task NothingAsync();

    ValueTask<int> AddAsync(int left, int right);

    ValueTask NothingValueAsync();

    Task<string> KeyAsync();

    Task<long> InstanceAsync();

    Task FailAsync(string message);

    Task WaitAsync(CancellationToken cancellationToken);

    Task EndAsync();
}

public sealed class EchoGrain : Grain, IEchoGrain
{
    private static long _instances;
    private readonly long _instance = Interlocked.Increment(ref _instances);

    public Task<string> EchoAsync(string text) => Task.FromResult(text);

    public Task NothingAsync() => Task.CompletedTask;

    public async ValueTask<int> AddAsync(int left, int right)
    {
        await Task.Yield();
        return left + right;
    }

    public ValueTask NothingValueAsync() => default;

    public Task<string> KeyAsync() => Task.FromResult(this.GetPrimaryKeyString());

    public Task<long> InstanceAsync() => Task.FromResult(_instance);

    public async Task FailAsync(string message)
    {
        await Task.Yield();
        throw new FormatException(message);
    }

    public Task WaitAsync(CancellationToken cancellationToken)
        => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);

    public Task EndAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
