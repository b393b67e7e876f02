using System.Runtime.CompilerServices;

namespace Orleans.TableService.Tests.Enumerations;

public interface ICountingGrain : IGrainWithStringKey
{
    IAsyncEnumerable<int> CountAsync(int count, CancellationToken cancellationToken = default);

    IAsyncEnumerable<int> GatedAsync(int count, CancellationToken cancellationToken = default);

    IAsyncEnumerable<int> FailAfterAsync(int count);

    Task EndAsync();
}

public sealed class CountingGrain(Stage stage) : Grain, ICountingGrain
{
    public async IAsyncEnumerable<int> CountAsync(
        int count, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            for (var i = 0; i < count; i++)
            {
                if (i % 7 == 0)
                {
                    await Task.Yield();
                }

                yield return i;
            }
        }
        finally
        {
            stage.Tell("done");
        }
    }

    public async IAsyncEnumerable<int> GatedAsync(
        int count, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            for (var i = 0; i < count; i++)
            {
                yield return i;
            }

            stage.Tell("at gate");
            await stage.PassAsync("gate").WaitAsync(cancellationToken);
            yield return count;
        }
        finally
        {
            stage.Tell("done");
        }
    }

    public async IAsyncEnumerable<int> FailAfterAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            yield return i;
        }

        await Task.Yield();
        throw new FormatException("after");
    }

    public Task EndAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
