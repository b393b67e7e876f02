using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Storage.Tests.Ranges;

/// <summary>What was told of transactions that were submitted together.</summary>
internal sealed class NotedOutcomes(int count) : IOutcomeSink
{
    private const int PatienceSeconds = 30;

    private readonly string?[] _told = new string?[count];
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = count;
    private volatile string? _twice;

    /// <summary>Called at each, before it is noted.</summary>
    public Action? WhenTold { get; init; }

    /// <summary>What is known now: of each its result or fault, or that it was given up, or nothing.</summary>
    public string Text => string.Join(", ", _told.Select((_, i) => Volatile.Read(ref _told[i]) ?? "-"));

    /// <summary>The same when all is known.</summary>
    public async Task<string> WaitAsync()
    {
        await _all.Task.WaitAsync(TimeSpan.FromSeconds(PatienceSeconds));
        AssertNothingTwice();
        return Text;
    }

    /// <summary>Fails if something was told twice so far.</summary>
    public void AssertNothingTwice() => Assert.Null(_twice);

    public void Set(int index, in TransactionOutcome outcome) => Note(index, outcome switch
    {
        { IsResult: false } => $"{outcome.Fault.Code}",
        { Result.Results: [IncrementResult increment] } => $"{increment.Total}",
        { Result.Results: [GetResult get] } => get.Entry is null ? "absent" : Tx.Text(get.Entry.Value),
        _ => "done",
    });

    public void GiveUp(int index) => Note(index, "given up");

    private void Note(int index, string text)
    {
        WhenTold?.Invoke();
        if (Interlocked.CompareExchange(ref _told[index], text, null) is { } earlier)
        {
            _twice = $"{index} is {earlier}, and then {text}.";
        }
        else if (Interlocked.Decrement(ref _left) == 0)
        {
            _all.TrySetResult();
        }
    }
}
