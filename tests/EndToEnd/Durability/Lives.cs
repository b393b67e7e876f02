namespace Orleans.TableService.EndToEnd.Durability;

/// <summary>Counts acknowledgements, and tells writers when the server is up again.</summary>
internal sealed class Lives
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _up = Completed();
    private TaskCompletionSource? _reached;
    private long _goal;

    public long Acknowledgements { get; private set; }

    public Task WhenUp
    {
        get
        {
            lock (_lock)
            {
                return _up.Task;
            }
        }
    }

    public void Acknowledge()
    {
        lock (_lock)
        {
            if (++Acknowledgements == _goal)
            {
                _reached?.SetResult();
            }
        }
    }

    /// <summary>Completes when <paramref name="count"/> more writes are acknowledged.</summary>
    public Task AfterAsync(int count)
    {
        lock (_lock)
        {
            _goal = Acknowledgements + Math.Max(count, 1);
            _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _reached.Task;
        }
    }

    public void Down()
    {
        lock (_lock)
        {
            _up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public void Up()
    {
        lock (_lock)
        {
            _up.SetResult();
        }
    }

    private static TaskCompletionSource Completed()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }
}
