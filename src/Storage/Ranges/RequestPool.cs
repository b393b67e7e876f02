using System.Collections.Concurrent;

namespace Orleans.TableService.Storage.Ranges;

/// <summary>Requests that are not in use. Safe for use by many threads.</summary>
internal sealed class RequestPool
{
    private const int KeptMax = 4096;

    private readonly ConcurrentQueue<RangeRequest> _free = new();
    private int _count;

    public RangeRequest Rent()
    {
        if (!_free.TryDequeue(out var request))
        {
            return new RangeRequest(this);
        }

        Interlocked.Decrement(ref _count);
        return request;
    }

    public void Return(RangeRequest request)
    {
        if (Interlocked.Increment(ref _count) <= KeptMax)
        {
            _free.Enqueue(request);
        }
        else
        {
            Interlocked.Decrement(ref _count);
        }
    }
}
