using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Ranges.Evaluation;

/// <summary>A key that a transaction wrote: before and after.</summary>
internal struct KeyChange
{
    public ReadOnlyMemory<byte> LKey;

    public EntryState Before;

    public EntryState Now;

    /// <summary>Whether something is left of the writes: a key made and removed at once leaves nothing.</summary>
    public readonly bool HasEffect => Before.Exists || Now.Exists;

    public readonly KeyEffect ToEffect(bool keepPrevious, long lsn) => new()
    {
        Kind = Now.Exists ? ChangeKind.Put : ChangeKind.Delete,
        Cause = ChangeCause.Client,
        LKey = LKey,
        State = Now,
        HasModRevision = Now.Exists && Now.ModRevision != lsn,
        ReplacedRevision = Before.Exists ? Before.ModRevision : 0,
        HasPrevious = keepPrevious && Before.Exists,
        Previous = Before.Value,
    };
}
