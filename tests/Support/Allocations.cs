namespace Orleans.TableService.Tests.Support;

/// <summary>What code allocates on its own thread.</summary>
public static class Allocations
{
    private const int MeasurementsMax = 20;

    /// <summary>What an action allocates, in bytes: the least of several measurements behind a first one.</summary>
    /// <remarks>
    /// A collection, which another test may cause at any moment, takes from each thread what it has left for new
    /// objects, up to 8 KiB, and that then counts as allocated. What the action allocates is in every measurement.
    /// </remarks>
    /// <param name="action">The action.</param>
    /// <param name="times">How many times it is done in each measurement.</param>
    public static long LeastOf(Action action, int times = 1000)
    {
        ArgumentNullException.ThrowIfNull(action);

        // The first rounds let the compiler tier up, which may allocate on this thread.
        Measure(action, times);
        var least = long.MaxValue;
        for (var i = 0; i < MeasurementsMax && least > 0; i++)
        {
            least = Math.Min(least, Measure(action, times));
        }

        return least;
    }

    private static long Measure(Action action, int times)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < times; i++)
        {
            action();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
