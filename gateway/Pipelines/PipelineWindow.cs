namespace Orleans.TableService.Gateway;

/// <summary>
/// Counts what is in flight on one pipeline, in operations and in bytes, and holds its reader back when it is full.
/// </summary>
internal sealed class PipelineWindow(int operationsMax, long sizeMaxBytes)
{
    private readonly Lock _lock = new();
    private readonly AsyncSignal _freed = new();
    private readonly AsyncSignal _emptied = new();
    private int _operations;
    private long _sizeBytes;
    private bool _isWaiting;
    private bool _isDraining;

    /// <summary>Operations in flight.</summary>
    public int Operations => Volatile.Read(ref _operations);

    /// <summary>Bytes in flight.</summary>
    public long SizeBytes => Volatile.Read(ref _sizeBytes);

    /// <summary>
    /// Admits one operation when there is room, or when nothing else is in flight. Called by the reader alone.
    /// </summary>
    public async ValueTask AdmitAsync(long sizeBytes)
    {
        while (!TryAdmit(sizeBytes))
        {
            await _freed.WaitAsync();
        }
    }

    /// <summary>
    /// Says that an operation of <paramref name="charged"/> bytes now weighs <paramref name="actual"/>.
    /// </summary>
    public void Change(long charged, long actual)
    {
        lock (_lock)
        {
            _sizeBytes += actual - charged;
        }
    }

    /// <summary>Takes out operations that are done with.</summary>
    public void Release(int operations, long sizeBytes)
    {
        bool wakes, ends;
        lock (_lock)
        {
            _operations -= operations;
            _sizeBytes -= sizeBytes;
            wakes = _isWaiting;
            _isWaiting = false;
            ends = _isDraining && _operations == 0;
        }

        if (wakes)
        {
            _freed.Set();
        }

        if (ends)
        {
            _emptied.Set();
        }
    }

    /// <summary>Returns when nothing is in flight any more; nothing is admitted afterwards.</summary>
    public async ValueTask DrainAsync()
    {
        lock (_lock)
        {
            _isDraining = true;
            if (_operations == 0)
            {
                return;
            }
        }

        await _emptied.WaitAsync();
    }

    private bool TryAdmit(long sizeBytes)
    {
        lock (_lock)
        {
            var isFull = _operations >= operationsMax || _sizeBytes + sizeBytes > sizeMaxBytes;
            if (isFull && _operations > 0)
            {
                _isWaiting = true;
                return false;
            }

            _operations++;
            _sizeBytes += sizeBytes;
            return true;
        }
    }
}
