using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Threads;

namespace Orleans.TableService.Storage.Ranges;

/// <summary>A range's index: opened when it is first wanted, closed when nobody wanted it for a while.</summary>
/// <remarks>
/// Safe for use by many threads. All RocksDB calls of opening and closing are on the maintenance threads.
/// </remarks>
internal sealed class IndexSlot(
    RangeContext range,
    Action<IndexRecovery> whenRecovered,
    Action whenOpen,
    Action whenClosed)
{
    private enum State
    {
        Closed,
        Opening,
        Open,
        Closing,
        Ended,
    }

    private readonly Lock _lock = new();
    private readonly IndexOpener _opener = new(range, whenRecovered);
    private readonly TimeSpan _idleTimeout = range.Engine.Options.IndexIdleTimeout;
    private TaskCompletionSource? _unused;
    private RangeIndex? _index;
    private ITimer? _timer;
    private State _state;
    private long _lastUse;
    private int _users;
    private bool _isWanted;
    private bool _isCheckpointed;

    /// <summary>Whether the index is being opened.</summary>
    public bool IsOpening => _state == State.Opening;

    /// <summary>Whether it is open.</summary>
    public bool IsOpen => _state == State.Open;

    /// <summary>How large it was when last looked at.</summary>
    public IndexSize Size => _opener.Size;

    /// <summary>
    /// Takes the index for a while; <see langword="null"/> when it must be opened first, which is then under way.
    /// </summary>
    public RangeIndex? TryAcquire()
    {
        lock (_lock)
        {
            switch (_state)
            {
                case State.Open:
                    _users++;
                    return _index;
                case State.Closed:
                    BeginOpen();
                    return null;
                default:
                    _isWanted = true;
                    return null;
            }
        }
    }

    /// <summary>Takes the index for a while, if it is open.</summary>
    public RangeIndex? TryAcquireOpen()
    {
        lock (_lock)
        {
            _users += _state == State.Open ? 1 : 0;
            return _state == State.Open ? _index : null;
        }
    }

    /// <summary>Gives the index back.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _lastUse = range.Engine.Time.GetTimestamp();
            LetGo();
        }
    }

    /// <summary>When somebody gave the index back last, by the engine's clock.</summary>
    public long LastUse => Volatile.Read(ref _lastUse);

    /// <summary>Flushes and closes the index now, unless somebody uses it; the next use opens it again.</summary>
    /// <returns>Whether it closes.</returns>
    public bool TryClose()
    {
        lock (_lock)
        {
            if (_state != State.Open || _users > 0)
            {
                return false;
            }

            _state = State.Closing;
        }

        _ = range.Engine.Maintenance.RunAsync(CloseIdle);
        return true;
    }

    /// <summary>
    /// How the index stands, which is no use of it; for metrics. <see langword="null"/> when it is not open.
    /// </summary>
    public IndexHealth? ReadHealth()
    {
        if (TryAcquireOpen() is not { } index)
        {
            return null;
        }

        try
        {
            _opener.Measure(index);
            return index.ReadHealth();
        }
        finally
        {
            lock (_lock)
            {
                LetGo();
            }
        }
    }

    /// <summary>Closes the index for good, once nobody uses it.</summary>
    /// <param name="discards">
    /// Whether its files are put aside too, because they are damaged; asked when nobody uses it any more.
    /// </param>
    public async Task EndAsync(Func<bool> discards)
    {
        await EndUseAsync().ConfigureAwait(false);
        await range.Engine.Maintenance.RunAsync(() =>
        {
            range.Engine.OpenIndexes.Closing(this);
            if (_index is { } index)
            {
                _opener.Close(index);
                _index = null;
            }

            if (discards())
            {
                range.Engine.Indexes.SetAside(range.Descriptor.Id);
            }

            return true;
        }).ConfigureAwait(false);
    }

    private async Task EndUseAsync()
    {
        while (true)
        {
            Task wait;
            lock (_lock)
            {
                if (_users == 0 && _state is not (State.Opening or State.Closing))
                {
                    _state = State.Ended;
                    _timer?.Dispose();
                    return;
                }

                _unused ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                wait = _unused.Task;
            }

            await wait.ConfigureAwait(false);
            lock (_lock)
            {
                _unused = null;
            }
        }
    }

    // Caller holds the lock.
    private void LetGo()
    {
        if (--_users == 0)
        {
            _unused?.TrySetResult();
        }
    }

    private void BeginOpen()
    {
        _state = State.Opening;
        _ = range.Engine.Maintenance.RunAsync(Open);
    }

    private bool Open()
    {
        try
        {
            var index = _opener.Open();
            range.Engine.OpenIndexes.Opened(this);
            Enter(State.Open, index);
            range.Checkpoints.Opened();
            whenOpen();
        }
        catch (OperationCanceledException) when (range.Checkpoints.Ended.IsCancellationRequested)
        {
            EnterUnopened();
            range.StopUnrestored();
        }
#pragma warning disable CA1031 // Whatever keeps the index from opening stops the range, which tells all who wait.
        catch (Exception e)
#pragma warning restore CA1031
        {
            EnterUnopened();
            range.Stop(e, "opening its index");
        }

        return true;
    }

    private void EnterUnopened()
    {
        range.Engine.OpenIndexes.Closing(this);
        Enter(State.Closed, null);
    }

    private void Enter(State state, RangeIndex? index)
    {
        lock (_lock)
        {
            _index = index;
            _state = state;
            _isWanted = false;
            _isCheckpointed = false;
            _lastUse = range.Engine.Time.GetTimestamp();
            _unused?.TrySetResult();
            _timer?.Dispose();
            _timer = state == State.Open && _idleTimeout > TimeSpan.Zero
                ? range.Engine.Time.CreateTimer(_ => WhenIdle(), null, _idleTimeout, Timeout.InfiniteTimeSpan)
                : null;
        }
    }

    private void WhenIdle()
    {
        lock (_lock)
        {
            if (_state != State.Open)
            {
                return;
            }

            var left = _idleTimeout - range.Engine.Time.GetElapsedTime(_lastUse);
            if (_users > 0 || left > TimeSpan.Zero)
            {
                _timer!.Change(left > TimeSpan.Zero ? left : _idleTimeout, Timeout.InfiniteTimeSpan);
                return;
            }

            // Once: an index that cannot be checkpointed does not stay open for that.
            var isDue = !_isCheckpointed && range.Checkpoints.IsDueBeforeIdle;
            if (isDue || range.Checkpoints.IsPending)
            {
                _isCheckpointed |= isDue;
                _ = isDue ? range.Checkpoints.RequestAsync() : Task.CompletedTask;
                _timer!.Change(_idleTimeout, Timeout.InfiniteTimeSpan);
                return;
            }

            _state = State.Closing;
        }

        _ = range.Engine.Maintenance.RunAsync(CloseIdle);
    }

    private bool CloseIdle()
    {
        range.Engine.OpenIndexes.Closing(this);
        try
        {
            _opener.Close(_index!);
        }
#pragma warning disable CA1031 // Whatever keeps the index from closing stops the range, which tells all who wait.
        catch (Exception e)
#pragma warning restore CA1031
        {
            range.Stop(e, "closing its index");
        }

        lock (_lock)
        {
            var isWanted = _isWanted;
            _index = null;
            _isWanted = false;
            _state = State.Closed;
            _timer?.Dispose();
            _timer = null;
            _unused?.TrySetResult();
            if (isWanted)
            {
                BeginOpen();
            }
        }

        whenClosed();
        return true;
    }
}
