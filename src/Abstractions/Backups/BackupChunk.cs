namespace Orleans.TableService;

/// <summary>A part of one range as of one revision: what a backup is made of, and what it is restored from.</summary>
public sealed record BackupChunk
{
    /// <summary>The routing keys that the range owns; every entry lies in it.</summary>
    public required KeyInterval Interval { get; init; }

    /// <summary>Revision of the range: all its chunks have the same one.</summary>
    public required long Revision { get; init; }

    /// <summary>How many entries there are.</summary>
    public required int Count { get; init; }

    /// <summary>Whether the range has no more.</summary>
    public required bool IsLast { get; init; }

    /// <summary>The entries, as docs/file-format-backup.md describes them; immutable.</summary>
    public required ReadOnlyMemory<byte> Entries { get; init; }
}
