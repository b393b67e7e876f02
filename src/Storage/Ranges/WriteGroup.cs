using Orleans.TableService.Storage.Journals;
using Orleans.TableService.Storage.Ranges.Evaluation;

namespace Orleans.TableService.Storage.Ranges;

/// <summary>A group of records in flight, with the replies that wait for it.</summary>
internal sealed class WriteGroup(Action signal) : IAppendCompletion
{
    private const int InFlight = 0;
    private const int Durable = 1;
    private const int Lost = 2;

    private int _status;
    private Exception? _error;

    /// <summary>What its records changed.</summary>
    public OverlayLayer Layer { get; } = new();

    /// <summary>The records; <see langword="null"/> before they are appended.</summary>
    public RecordGroup? Records { get; set; }

    /// <summary>Commit time of the records.</summary>
    public long CommitMs { get; set; }

    /// <summary>Requests that could see the group, in order; each is decided.</summary>
    public List<RangeRequest> Requests { get; } = [];

    /// <summary>Bytes of the entries in the results that wait for it.</summary>
    public long ResultSizeBytes { get; set; }

    /// <summary>When it was appended.</summary>
    public long AppendedAt { get; set; }

    /// <summary>Whether the group is durable.</summary>
    public bool IsDurable => Volatile.Read(ref _status) == Durable;

    /// <summary>Why it will never be acknowledged; <see langword="null"/> while it may.</summary>
    public Exception? Error => Volatile.Read(ref _status) == Lost ? _error : null;

    /// <summary>Begins a use.</summary>
    public void Begin()
    {
        Records = null;
        Requests.Clear();
        ResultSizeBytes = 0;
        Volatile.Write(ref _status, InFlight);
    }

    /// <inheritdoc/>
    public void Committed(RecordGroup group)
    {
        Volatile.Write(ref _status, Durable);
        signal();
    }

    /// <inheritdoc/>
    public void Failed(RecordGroup group, Exception error)
    {
        _error = error;
        Volatile.Write(ref _status, Lost);
        signal();
    }
}
