using System.Collections.Concurrent;

namespace Orleans.TableService.Storage.Ranges;

/// <summary>Requests that wait for a range's step: many add, one step at a time takes.</summary>
internal sealed class RequestQueue
{
    private readonly ConcurrentQueue<RangeRequest> _waiting = new();
    private readonly Stack<RangeRequest> _returned = new();

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty => _returned.Count == 0 && _waiting.IsEmpty;

    /// <summary>Requests that wait.</summary>
    public int Count => _returned.Count + _waiting.Count;

    /// <summary>Adds a request for which room was taken.</summary>
    public void Add(RangeRequest request) => _waiting.Enqueue(request);

    /// <summary>Moves requests to <paramref name="batch"/>, at least one if any waits; skips those given up.</summary>
    public void Take(List<RangeRequest> batch, int countMax, long sizeMaxBytes)
    {
        long size = 0;
        while (batch.Count < countMax && TryPeek(out var next) && (batch.Count == 0 || size + next.SizeBytes <= sizeMaxBytes))
        {
            Remove();
            if (!next.TryUse())
            {
                next.Release();
                continue;
            }

            size += next.SizeBytes;
            batch.Add(next);
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

    /// <summary>Answers everything that waits.</summary>
    public void ReleaseAll(Fault fault)
    {
        while (TryPeek(out var next))
        {
            Remove();
            next.Release(fault);
        }
    }

    private bool TryPeek(out RangeRequest next) => _returned.TryPeek(out next!) || _waiting.TryPeek(out next!);

    private void Remove()
    {
        if (!_returned.TryPop(out _))
        {
            _waiting.TryDequeue(out _);
        }
    }
}
