using System.Security.Cryptography;
using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.Checkpoints;

/// <summary>Knows table files of RocksDB again by their ends, without reading the rest.</summary>
/// <remarks>
/// Near its end a table file states the session of the database that wrote it, which is random and drawn at each open,
/// and the number that the file had there, which no session gives twice. So equal ends mean the same file, also when a
/// directory was replaced by an older copy of itself and its numbers are given again. A file whose end does not state
/// its session has no identity.
/// </remarks>
internal static class TableFileIdentity
{
    private const int EndSizeBytes = 8 << 10;

    // Names of properties are stored without what they share with the one before.
    private static ReadOnlySpan<byte> Session => "session.identity"u8;

    private static ReadOnlySpan<byte> Number => "riginal.file.number"u8;

    /// <summary>A file's identity; empty when it has none.</summary>
    public static ReadOnlyMemory<byte> Read(IDurableFile file)
    {
        var length = file.Length;
        var end = new byte[Math.Min(EndSizeBytes, length)];
        return file.Read(end, length - end.Length) == end.Length
            && end.AsSpan().IndexOf(Session) >= 0
            && end.AsSpan().IndexOf(Number) >= 0
                ? SHA256.HashData(end)
                : default(ReadOnlyMemory<byte>);
    }
}
