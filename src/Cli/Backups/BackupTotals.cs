using System.Buffers.Binary;

namespace Orleans.TableService.Cli.Backups;

/// <summary>What the chunks of one stream add up to.</summary>
internal sealed record BackupTotals(long Ranges, long Entries, long Chunks, long Revision)
{
    public const int SizeBytes = 32;

    public static BackupTotals None { get; } = new(0, 0, 0, 0);

    public BackupTotals Add(BackupChunk chunk) => new(
        Ranges + (chunk.IsLast ? 1 : 0),
        Entries + chunk.Count,
        Chunks + 1,
        Math.Max(Revision, chunk.Revision));

    public byte[] Write()
    {
        var bytes = new byte[SizeBytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, Ranges);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), Entries);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), Chunks);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), Revision);
        return bytes;
    }
}
