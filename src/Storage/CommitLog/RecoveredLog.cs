namespace Orleans.TableService.Storage.CommitLog;

/// <summary>What recovery found, and what the next file's start frame must say.</summary>
internal sealed class RecoveredLog
{
    /// <summary>Identity of the data directory.</summary>
    public required Guid StoreId { get; init; }

    /// <summary>The ranges as of <see cref="Previous"/>; carried entries are not applied yet.</summary>
    public required LogReplay Replay { get; init; }

    /// <summary>The files whose frames count, in order.</summary>
    public required List<LogFile> Files { get; init; }

    /// <summary>The end of what is proved durable.</summary>
    public required LogLink Previous { get; init; }

    /// <summary>Entries that are intact but not proved durable, as bytes.</summary>
    public required byte[] Carried { get; init; }

    /// <summary>How many entries <see cref="Carried"/> holds.</summary>
    public required int CarriedCount { get; init; }

    /// <summary>A number greater than that of any file.</summary>
    public required long NextSequence { get; init; }

    /// <summary>Paths of files that do not count; removed when the new file is durable.</summary>
    public required List<string> Leftovers { get; init; }
}
