using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Tests.Journals;

/// <summary>When the flusher takes what waits, and when it gathers first.</summary>
public sealed class WorkQueueTests
{
    private const int Much = 8;
    private const int Enough = 64;

    private static readonly TimeSpan Ever = TimeSpan.FromHours(1);

    [Fact]
    public void Take_WhenLittleComes_GathersNothing()
    {
        var queue = new WorkQueue(Ever, () => true);
        for (var i = 0; i < 3; i++)
        {
            Add(queue, Much - 1);
            Assert.Equal(Much - 1, Take(queue));
        }
    }

    [Fact]
    public void Take_BehindMuch_WhenTheProcessorsAreFree_GathersNothing()
    {
        var queue = new WorkQueue(Ever, () => false);
        Add(queue, Much);
        Assert.Equal(Much, Take(queue));
        Add(queue, 1);
        Assert.Equal(1, Take(queue));
    }

    [Fact]
    public async Task Take_BehindMuch_GathersUntilThereIsEnough()
    {
        var gathering = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var queue = new WorkQueue(Ever, () => gathering.TrySetResult());
        Add(queue, Much);
        Assert.Equal(Much, Take(queue));

        var taken = Task.Factory.StartNew(() => Take(queue), TaskCreationOptions.LongRunning);
        await gathering.Task;
        Add(queue, Enough - 1);
        Assert.False(taken.IsCompleted);
        Add(queue, 1);

        Assert.Equal(Enough, await taken.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void Take_BehindMuch_TakesWhatIsEnoughAlready()
    {
        var queue = new WorkQueue(Ever, () => true);
        Add(queue, Much);
        Assert.Equal(Much, Take(queue));
        Add(queue, Enough + 1);
        Assert.Equal(Enough + 1, Take(queue));
    }

    [Theory]
    [InlineData("urgent")]
    [InlineData("awaken")]
    [InlineData("close")]
    public async Task Take_WhileItGathers_EndsForWhatCannotWait(string what)
    {
        var gathering = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var queue = new WorkQueue(Ever, () => gathering.TrySetResult());
        Add(queue, Much);
        Assert.Equal(Much, Take(queue));
        Add(queue, 1);

        var taken = Task.Factory.StartNew(() => Take(queue), TaskCreationOptions.LongRunning);
        await gathering.Task;
        switch (what)
        {
            case "urgent":
                queue.Add(new QueuedWork { Operation = new MarkOperation() }, isUrgent: true);
                break;
            case "awaken":
                queue.Awaken();
                break;
            default:
                queue.Close();
                break;
        }

        Assert.Equal(1, await taken.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void Take_WhenItHasGatheredLongEnough_TakesWhatThereIs()
    {
        var queue = new WorkQueue(TimeSpan.FromMilliseconds(1), () => true);
        Add(queue, Much);
        Assert.Equal(Much, Take(queue));
        Add(queue, 2);
        Assert.Equal(2, Take(queue));

        // Little came: the next is taken at once, and wakes who sleeps for it.
        Add(queue, 1);
        Assert.Equal(1, Take(queue));
    }

    [Fact]
    public async Task Take_WhenNothingCameWhileItGathered_IsWokenByTheFirst()
    {
        var queue = new WorkQueue(TimeSpan.FromMilliseconds(1), () => true);
        Add(queue, Much);
        Assert.Equal(Much, Take(queue));

        var taken = Task.Factory.StartNew(() => Take(queue), TaskCreationOptions.LongRunning);
        Add(queue, 1);
        Assert.Equal(1, await taken.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    private static void Add(WorkQueue queue, int count)
    {
        for (var i = 0; i < count; i++)
        {
            queue.Add(default);
        }
    }

    private static int Take(WorkQueue queue)
    {
        queue.Take(out var work, out _);
        return work.Length;
    }
}
