using System.Buffers.Binary;

namespace Orleans.TableService.Cli.Backups;

/// <summary>The body of a chunk's frame.</summary>
internal static class ChunkBody
{
    private const int FixedSizeBytes = 32;
    private const int LastFlag = 1;
    private const int BoundedFlag = 2;

    public static byte[] Write(BackupChunk chunk)
    {
        var start = chunk.Interval.Start;
        var end = chunk.Interval.End ?? default;
        var body = new byte[FixedSizeBytes + start.Length + end.Length + chunk.Entries.Length];
        var flags = (chunk.IsLast ? LastFlag : 0) | (chunk.Interval.End is null ? 0 : BoundedFlag);
        BinaryPrimitives.WriteInt64LittleEndian(body, chunk.Revision);
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(8), chunk.Count);
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(12), flags);
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(16), start.Length);
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(20), end.Length);
        start.Span.CopyTo(body.AsSpan(FixedSizeBytes));
        end.Span.CopyTo(body.AsSpan(FixedSizeBytes + start.Length));
        chunk.Entries.Span.CopyTo(body.AsSpan(FixedSizeBytes + start.Length + end.Length));
        return body;
    }

    /// <exception cref="InvalidDataException">No writer of this version makes such a body.</exception>
    public static BackupChunk Read(ReadOnlyMemory<byte> body)
    {
        var bytes = body.Span;
        if (bytes.Length < FixedSizeBytes)
        {
            throw new InvalidDataException("a chunk is too short");
        }

        var flags = BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]);
        var startLength = BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]);
        var endLength = BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]);
        if (startLength < 0 || endLength < 0 || (long)startLength + endLength > bytes.Length - FixedSizeBytes)
        {
            throw new InvalidDataException("a chunk's interval is longer than the chunk");
        }

        var end = body.Slice(FixedSizeBytes + startLength, endLength);
        var isBounded = (flags & BoundedFlag) != 0;
        return new BackupChunk
        {
            Interval = new KeyInterval(
                body.Slice(FixedSizeBytes, startLength), isBounded ? end : default(ReadOnlyMemory<byte>?)),
            Revision = BinaryPrimitives.ReadInt64LittleEndian(bytes),
            Count = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
            IsLast = (flags & LastFlag) != 0,
            Entries = body[(FixedSizeBytes + startLength + endLength)..],
        };
    }
}
