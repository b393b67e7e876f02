using Orleans.TableService.Storage.Ranges.Evaluation;

namespace Orleans.TableService.Storage.Ranges;

/// <summary>The groups that were appended and are not settled yet. For one thread at a time.</summary>
internal sealed class GroupsInFlight(Action signal)
{
    private const int CountMax = 2;
    private const long ResultSizeMaxBytes = 64 << 20;

    private readonly Stack<WriteGroup> _spare = new();
    private readonly Queue<WriteGroup> _groups = new();
    private WriteGroup? _newest;

    /// <summary>The groups, oldest first.</summary>
    public Queue<WriteGroup> OldestFirst => _groups;

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _groups.Count == 0;

    /// <summary>Whether another may be evaluated: neither many groups nor many bytes of results wait.</summary>
    public bool HasRoom
    {
        get
        {
            long size = 0;
            foreach (var group in _groups)
            {
                size += group.ResultSizeBytes;
            }

            return _groups.Count < CountMax && size <= ResultSizeMaxBytes;
        }
    }

    /// <summary>A group that is not in use, begun; it comes back by <see cref="Return"/>.</summary>
    public WriteGroup Rent()
    {
        var group = _spare.TryPop(out var spare) ? spare : new WriteGroup(signal);
        group.Begin();
        return group;
    }

    /// <summary>Takes a group that is not, or no longer, in flight.</summary>
    public void Return(WriteGroup group)
    {
        group.Requests.Clear();
        group.Layer.Clear();
        group.Records = null;
        if (_spare.Count < CountMax)
        {
            _spare.Push(group);
        }
    }

    /// <summary>Adds a group with the requests that wait for it, which it takes out of the list.</summary>
    public void Add(WriteGroup group, List<RangeRequest> requests)
    {
        _groups.Enqueue(group);
        _newest = group;
        Attach(requests, 0);
    }

    /// <summary>Lets requests wait for the newest group, since they could see it; takes them out of the list.</summary>
    public void Attach(List<RangeRequest> requests, long resultSizeBytes)
    {
        _newest!.Requests.AddRange(requests);
        _newest.ResultSizeBytes += resultSizeBytes;
        requests.Clear();
    }

    /// <summary>Takes the oldest group out.</summary>
    public void RemoveOldest() => _groups.Dequeue();

    /// <summary>Gives back room that is not in use.</summary>
    public void ReleaseRoom()
    {
        _spare.Clear();
        _newest = null;
    }

    /// <summary>Takes all groups out and answers their requests.</summary>
    public void FailAll(Fault fault)
    {
        while (_groups.TryDequeue(out var group))
        {
            RangeRequest.ReleaseAll(group.Requests, fault);
        }
    }
}
