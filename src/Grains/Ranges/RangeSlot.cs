using Microsoft.Extensions.Logging;
using Orleans.TableService.GrainContracts;
using Orleans.TableService.Grains.Hosting;
using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Grains.Ranges;

/// <summary>Opens the range of a grain when it is first needed, and again after it has stopped.</summary>
/// <remarks>Not thread-safe: the grain's turns order its use.</remarks>
internal sealed partial class RangeSlot(
    RangeId id,
    StorageEngineHost host,
    IGrainFactory grains,
    TimeProvider time,
    ILogger logger)
{
    // Reading a journal that cannot be opened costs much: callers that retry get the answer of the last attempt.
    private static readonly TimeSpan FaultKeptFor = TimeSpan.FromSeconds(1);

    private readonly IStorageEngine _engine = host.Engine;
    private RangeDescriptor? _descriptor;
    private IRangeStore? _store;
    private Task<Fault?> _opening = Task.FromResult<Fault?>(null);
    private Fault? _lastFault;
    private long _lastFaultAt;
    private bool _isDeleted;

    /// <summary>The open range; <see langword="null"/> when it has to be opened.</summary>
    public IRangeStore? Current => _store is { Stopped.IsCompleted: false } ? _store : null;

    /// <summary>Whether somebody is opening the range.</summary>
    public bool IsOpening => !_opening.IsCompleted;

    /// <summary>Opens the range if it is not open.</summary>
    /// <returns>Why it could not be; <see langword="null"/> when it is open.</returns>
    public Task<Fault?> OpenAsync()
    {
        if (_isDeleted)
        {
            return Task.FromResult<Fault?>(Deleted());
        }

        if (_lastFault is not null && time.GetElapsedTime(_lastFaultAt) < FaultKeptFor)
        {
            return Task.FromResult<Fault?>(_lastFault);
        }

        if (_opening.IsCompleted && Current is null)
        {
            _opening = TryOpenAsync();
        }

        return _opening;
    }

    /// <summary>Makes the range's journal.</summary>
    public async Task CreateAsync(RangeAssignment assignment, CancellationToken cancellationToken)
    {
        var descriptor = DescriptorOf(assignment);
        await _engine.CreateRangeAsync(descriptor, cancellationToken);
        _descriptor = descriptor;
    }

    /// <summary>Closes the range and removes all that it has; it is not opened again.</summary>
    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        _isDeleted = true;
        await CloseAsync();
        await _engine.DeleteRangeAsync(id, cancellationToken);
    }

    /// <summary>Closes the range once what is queued has finished.</summary>
    public async Task CloseAsync()
    {
        await _opening;
        if (_store is { } store)
        {
            Release();
            await store.DisposeAsync();
        }
    }

    private async Task<Fault?> TryOpenAsync()
    {
        using var activity = GrainsTelemetry.Activities.StartActivity("tableservice.range.open");
        activity?.SetTag("tableservice.range", id.ToString());
        try
        {
            _lastFault = await ReopenAsync();
        }
        catch (TableException e)
        {
            _lastFault = e.Fault;
            LogNotOpened(id, e);
        }
        catch (Exception e)
        {
            _lastFault = Faults.RangeUnavailable(id, $"it could not be opened ({e.Message}).");
            LogNotOpened(id, e);
        }

        if (_lastFault is not null)
        {
            _lastFaultAt = time.GetTimestamp();
            GrainsTelemetry.FailedOpens.Add(1);
        }

        return _lastFault;
    }

    private async Task<Fault?> ReopenAsync()
    {
        if (_store is { } stopped)
        {
            // What the stop has cut short would be again, at every attempt.
            if (host.IsStopping && await stopped.Stopped is { } fault)
            {
                return fault;
            }

            Release();
            GrainsTelemetry.StoppedRanges.Add(1);
            LogStopped(id, (await stopped.Stopped)?.Message ?? "closed");
            await stopped.DisposeAsync();
        }

        if (_descriptor is null)
        {
            var reply = await grains.GetStream(id.Stream).GetRangeAsync(id.Number, CancellationToken.None);
            if (!reply.IsValue)
            {
                return reply.Fault;
            }

            _descriptor = DescriptorOf(reply.Value);
        }

        var store = await _engine.OpenRangeAsync(_descriptor, CancellationToken.None);
        if (_isDeleted)
        {
            await store.DisposeAsync();
            return Deleted();
        }

        _store = store;
        GrainsTelemetry.RangeOpened();
        return null;
    }

    private void Release()
    {
        _store = null;
        GrainsTelemetry.RangeClosed();
    }

    private Fault Deleted() => Faults.StreamNotFound(id.Stream.ToString());

    private static RangeDescriptor DescriptorOf(RangeAssignment assignment) => new()
    {
        Id = assignment.Id,
        JournalId = assignment.JournalId,
        KeyType = assignment.KeyType,
        Interval = assignment.Interval,
        MapVersion = assignment.MapVersion,
        KeepPreviousValues = assignment.KeepPreviousValues,
        Retention = new HistoryRetention
        {
            Time = assignment.RetentionTime,
            SizeBytes = assignment.RetentionSizeBytes,
        },
        SeparateValuesFromBytes = assignment.SeparateValuesFromBytes,
    };
}
