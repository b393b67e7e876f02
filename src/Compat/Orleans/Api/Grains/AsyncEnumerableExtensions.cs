using Orleans.TableService.Compat;

namespace Orleans.Runtime;

/// <summary>Settings of streams of results.</summary>
public static class AsyncEnumerableExtensions
{
    /// <summary>Sets how many elements the caller gets at once at most. Default 100.</summary>
    public static IAsyncEnumerable<T> WithBatchSize<T>(this IAsyncEnumerable<T> self, int maxBatchSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBatchSize, 1);
        if (self is GrainEnumerable<T> enumerable)
        {
            enumerable.BatchSizeMax = maxBatchSize;
        }

        return self;
    }
}
