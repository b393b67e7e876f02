namespace Orleans.TableService.Storage.Telemetry;

/// <summary>A count that many threads raise without waiting for each other.</summary>
internal sealed class StripedCounter
{
    // Each in cache lines of its own.
    private const int Stripes = 16;
    private const int StripeLength = 128 / sizeof(long);

    private readonly long[] _counts = new long[(Stripes + 1) * StripeLength];

    /// <summary>What was counted.</summary>
    public long Value
    {
        get
        {
            var sum = 0L;
            for (var stripe = 1; stripe <= Stripes; stripe++)
            {
                sum += Volatile.Read(ref _counts[stripe * StripeLength]);
            }

            return sum;
        }
    }

    /// <summary>Counts one more.</summary>
    public void Increment() => Add(1);

    /// <summary>Counts some more.</summary>
    public void Add(int count)
    {
        var stripe = 1 + (Environment.CurrentManagedThreadId % Stripes);
        Interlocked.Add(ref _counts[stripe * StripeLength], count);
    }
}
