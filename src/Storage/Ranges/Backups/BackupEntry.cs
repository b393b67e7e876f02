using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Ranges.Backups;

/// <summary>One entry of a backup.</summary>
internal readonly record struct BackupEntry(
    ReadOnlyMemory<byte> PKey, ReadOnlyMemory<byte> LKey, EntryState State)
{
    /// <summary>The operation that writes it.</summary>
    public ImportOperation ToOperation(long revisionFloor) => new()
    {
        Entry = State.ToEntry(LKey),
        LeaseId = State.LeaseId,
        ExpiresAtMs = State.ExpiresAtMs,
        RevisionFloor = revisionFloor,
    };
}
