using System.Globalization;
using System.Text;

namespace Orleans.TableService.EndToEnd.Durability;

/// <summary>
/// Puts keys of its own and increments a counter that all share, through whatever happens to the server.
/// </summary>
/// <param name="table">Where.</param>
/// <param name="number">Tells it from other writers.</param>
/// <param name="seed">Of its choices.</param>
/// <param name="acknowledged">Called after each acknowledged write.</param>
/// <param name="keys">How many keys are its own.</param>
/// <param name="valueSizeBytes">Least size of the values it puts.</param>
internal sealed class Writer(
    ITable table,
    int number,
    int seed,
    Action acknowledged,
    int keys = 25,
    int valueSizeBytes = 0)
{
    private readonly Random _random = new(seed + number);
    private readonly KeyHistory[] _keys =
    [
        .. Enumerable.Range(0, keys).Select(
            i => new KeyHistory(string.Create(CultureInfo.InvariantCulture, $"writer-{number}-key-{i}"))),
    ];

    private long _attempts;

    public static ReadOnlyMemory<byte> Counter { get; } = Encoding.UTF8.GetBytes("shared-counter");

    /// <summary>Sum of the increments that were acknowledged.</summary>
    public long AcknowledgedSum { get; private set; }

    /// <summary>Sum of the increments that may have happened.</summary>
    public long DoubtfulSum { get; private set; }

    public async Task RunAsync(Func<Task> whenUp, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var attempt = ++_attempts;
            var done = attempt % 4 == 0
                ? await TryIncrementAsync(1 + _random.Next(5))
                : await TryPutAsync(_keys[_random.Next(keys)], attempt);
            if (done)
            {
                acknowledged();
            }
            else
            {
                await whenUp();
            }
        }
    }

    public async Task VerifyAsync()
    {
        foreach (var key in _keys)
        {
            key.Verify(await table.GetAsync(key.Key));
        }
    }

    private async Task<bool> TryPutAsync(KeyHistory key, long attempt)
    {
        var put = new PutOperation { LKey = key.Key, Value = KeyHistory.Value(attempt, valueSizeBytes) };
        var outcome = await table.TryCommitAsync(TableTransaction.Of(key.Key, put));
        if (outcome.IsResult)
        {
            key.Acknowledge(attempt, ((PutResult)outcome.Result.Results[0]).Version);
        }
        else if (IsDoubtful(outcome.Fault))
        {
            key.Doubt(attempt);
        }

        return outcome.IsResult;
    }

    private async Task<bool> TryIncrementAsync(long amount)
    {
        var increment = new IncrementOperation { LKey = Counter, Amount = amount };
        var outcome = await table.TryCommitAsync(TableTransaction.Of(Counter, increment));
        if (outcome.IsResult)
        {
            AcknowledgedSum += amount;
        }
        else if (IsDoubtful(outcome.Fault))
        {
            DoubtfulSum += amount;
        }

        return outcome.IsResult;
    }

    // Every other fault says that nothing was carried out; the verification holds the server to it.
    private static bool IsDoubtful(Fault fault)
    {
        Assert.True(
            fault.Code is FaultCode.UnknownOutcome or FaultCode.Unavailable or FaultCode.RangeUnavailable,
            fault.ToString());
        return fault.Code == FaultCode.UnknownOutcome;
    }
}
