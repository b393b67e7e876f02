using System.Buffers;
using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Ranges.Backups;

/// <summary>The entries of a chunk of a backup. Format: docs/file-format-backup.md.</summary>
internal static class BackupEntries
{
    /// <summary>Adds an entry as the index has it.</summary>
    /// <exception cref="InvalidDataException">The key is not that of an entry.</exception>
    public static void Write(
        IBufferWriter<byte> output, KeyType keyType, ReadOnlySpan<byte> indexKey, ReadOnlySpan<byte> value)
    {
        var (pKey, lKey) = IndexKey.Parse(keyType, indexKey);
        output.WriteSized(pKey);
        output.WriteSized(lKey);
        output.WriteSized(value);
    }

    /// <summary>Reads all entries of a chunk.</summary>
    /// <exception cref="InvalidDataException">The bytes are not those of a chunk.</exception>
    public static List<BackupEntry> Read(ReadOnlyMemory<byte> chunk)
    {
        var entries = new List<BackupEntry>();
        var reader = new ByteReader(chunk.Span);
        while (reader.Remaining > 0)
        {
            var pKey = ReadSized(ref reader, chunk);
            var lKey = ReadSized(ref reader, chunk);
            entries.Add(new BackupEntry(pKey, lKey, EntryCodec.Read(reader.ReadSized())));
        }

        return entries;
    }

    private static ReadOnlyMemory<byte> ReadSized(ref ByteReader reader, ReadOnlyMemory<byte> chunk)
    {
        var length = reader.ReadSized().Length;
        return chunk.Slice(reader.Position - length, length);
    }
}
