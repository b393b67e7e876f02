using Microsoft.Extensions.Logging;
using Orleans.TableService.Storage.Checkpoints;
using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Ranges;

/// <summary>What the parts of one open range share: who it is, and whether it still runs.</summary>
/// <remarks>
/// Safe for use by many threads. The first fault that stops the range is the one that everybody sees.
/// </remarks>
internal sealed class RangeContext
{
    private readonly TaskCompletionSource<Fault?> _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Fault? _fault;
    private volatile bool _isClosing;

    public RangeContext(RangeDescriptor descriptor, IRangeJournal journal, EngineContext engine)
    {
        Descriptor = descriptor;
        Journal = journal;
        Engine = engine;
        Checkpoints = new RangeCheckpoints(this);
    }

    public RangeDescriptor Descriptor { get; }

    public IRangeJournal Journal { get; }

    public EngineContext Engine { get; }

    public RangeCheckpoints Checkpoints { get; }

    /// <summary>Which records import entries.</summary>
    public ImportMark Imports { get; } = new();

    /// <summary>Why the range stopped; <see langword="null"/> while it runs.</summary>
    public Fault? StopFault => Volatile.Read(ref _fault);

    /// <summary>Whether no new work is taken because the range closes.</summary>
    public bool IsClosing
    {
        get => _isClosing;
        set => _isClosing = value;
    }

    /// <summary>Completes when the range stopped.</summary>
    public Task<Fault?> Stopped => _stopped.Task;

    /// <summary>Told once when the range stops, on the thread that stops it.</summary>
    public Action? OnStop { get; set; }

    /// <summary>Why new work is refused, or <see langword="null"/>.</summary>
    public Fault? Refusal => StopFault
        ?? (IsClosing
            ? Faults.Unavailable($"Range {Descriptor.Id} is closing; the request was not carried out.")
            : null);

    /// <summary>Stops the range; the first call counts.</summary>
    public bool Stop(Fault fault) => Stop(fault, RangeLog.Stopped);

    /// <summary>Stops the range because it closes before its index is restored, which is no error.</summary>
    public void StopUnrestored() => Stop(
        Faults.RangeUnavailable(
            Descriptor.Id, "it closes while its index is restored; that is begun again when it is next opened."),
        RangeLog.StoppedUnrestored);

    /// <summary>Whether the index's files are damaged and are to be removed when it closes.</summary>
    public bool IsIndexDamaged { get; private set; }

    /// <summary>Stops the range because of an error of its files or a defect.</summary>
    public void Stop(Exception error, string what)
    {
        IsIndexDamaged |= IndexDamage.Is(error);
        RangeLog.Failed(Engine.Logger, error, Descriptor.Id, what);
        Stop(error is TableException known
            ? known.Fault
            : Faults.RangeUnavailable(Descriptor.Id, $"{what} failed ({error.Message}); it is opened again."));
    }

    /// <summary>Marks the end of a plain close.</summary>
    public void MarkClosed() => _stopped.TrySetResult(null);

    private bool Stop(Fault fault, Action<ILogger, RangeId, Fault> log)
    {
        if (Interlocked.CompareExchange(ref _fault, fault, null) is not null)
        {
            return false;
        }

        log(Engine.Logger, Descriptor.Id, fault);
        OnStop?.Invoke();
        _stopped.TrySetResult(fault);
        return true;
    }
}
