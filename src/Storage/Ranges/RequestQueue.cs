namespace Orleans.TableService.Storage.Ranges;

/// <summary>Requests that wait for a range's step: many add, one step at a time takes.</summary>
internal sealed class RequestQueue
{
    private const int KeptMax = 256;

    private readonly Lock _gate = new();
    private readonly Stack<RangeRequest> _returned = new();
    private List<RangeRequest> _added = [];
    private List<RangeRequest> _taken = [];
    private int _takenFrom;
    private volatile int _addedCount;

    /// <summary>Whether nothing waits. For the step.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>Requests that wait. For the step.</summary>
    public int Count => _returned.Count + _taken.Count - _takenFrom + _addedCount;

    /// <summary>Adds requests for which room was taken.</summary>
    public void Add(ReadOnlySpan<RangeRequest> requests)
    {
        lock (_gate)
        {
            _added.AddRange(requests);
            _addedCount = _added.Count;
        }
    }

    /// <summary>Moves requests to <paramref name="batch"/>, at least one if any waits; skips those given up.</summary>
    public void Take(List<RangeRequest> batch, int countMax, long sizeMaxBytes)
    {
        long size = 0;
        while (batch.Count < countMax
            && TryPeek(out var next)
            && (batch.Count == 0 || size + next.SizeBytes <= sizeMaxBytes))
        {
            Remove();
            if (next.TryUse())
            {
                size += next.SizeBytes;
                batch.Add(next);
            }
        }
    }

    /// <summary>Puts the requests from <paramref name="first"/> on back in front.</summary>
    public void PutBack(List<RangeRequest> batch, int first)
    {
        for (var i = batch.Count - 1; i >= first; i--)
        {
            _returned.Push(batch[i]);
            batch[i].EndUse();
        }

        batch.RemoveRange(first, batch.Count - first);
    }

    /// <summary>Gives back room that is not in use, when nothing waits. For the step.</summary>
    public void ReleaseRoom()
    {
        if (_taken.Capacity <= KeptMax && _added.Capacity <= KeptMax)
        {
            return;
        }

        _taken = [];
        _takenFrom = 0;
        lock (_gate)
        {
            if (_added.Count == 0)
            {
                _added = [];
            }
        }
    }

    /// <summary>Answers everything that waits.</summary>
    public void ReleaseAll(Fault fault)
    {
        while (TryPeek(out var next))
        {
            Remove();
            next.Release(fault);
        }
    }

    private bool TryPeek(out RangeRequest next)
    {
        if (_returned.TryPeek(out next!))
        {
            return true;
        }

        if (_takenFrom == _taken.Count)
        {
            TakeAdded();
        }

        if (_takenFrom == _taken.Count)
        {
            return false;
        }

        next = _taken[_takenFrom];
        return true;
    }

    private void Remove()
    {
        if (!_returned.TryPop(out _))
        {
            _takenFrom++;
        }
    }

    // One lock for all that came meanwhile, instead of one for each.
    private void TakeAdded()
    {
        _taken.Clear();
        _takenFrom = 0;
        if (_addedCount > 0)
        {
            lock (_gate)
            {
                (_added, _taken) = (_taken, _added);
                _addedCount = 0;
            }
        }
    }
}
