namespace Orleans.TableService.Storage.Journals;

/// <summary>Something that waits for the flusher: a group with its owner, or an operation.</summary>
internal struct QueuedWork
{
    public FileRangeJournal? Owner;
    public RecordGroup? Group;
    public IAppendCompletion? Completion;
    public LogOperation? Operation;

    /// <summary>Where the flusher put the group into the frame; 0 if it refused it.</summary>
    public int EntryOffset;

    /// <summary>Bytes of the group's entry.</summary>
    public int EntryLength;
}
