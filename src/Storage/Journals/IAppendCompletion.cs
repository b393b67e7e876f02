namespace Orleans.TableService.Storage.Journals;

/// <summary>Learns what became of an appended group.</summary>
/// <remarks>
/// Called exactly once per group, in the order of a range's appends, on the journal's own thread: it must return at
/// once
/// and run no user code.
/// </remarks>
public interface IAppendCompletion
{
    /// <summary>The group is durable, and the fence still equalled the epoch after the flush.</summary>
    void Committed(RecordGroup group);

    /// <summary>
    /// The group is not acknowledged and never will be; it may or may not be found when the journal is opened next.
    /// </summary>
    void Failed(RecordGroup group, Exception error);
}
