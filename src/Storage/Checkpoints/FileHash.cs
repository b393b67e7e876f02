using System.Buffers;
using System.Security.Cryptography;
using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.Checkpoints;

/// <summary>Reads the whole of a file or stream for its SHA-256.</summary>
internal static class FileHash
{
    private const int PieceSizeBytes = 1 << 20;

    /// <summary>The hash of a file.</summary>
    public static byte[] Of(IDurableFile file, ByteRateLimiter limiter, CancellationToken cancellationToken)
    {
        var read = 0L;
        return Of(
            buffer =>
            {
                var count = file.Read(buffer.Span, read);
                read += count;
                return count;
            },
            (piece, _) => limiter.Take(piece.Length, cancellationToken));
    }

    /// <summary>The hash of what a stream yields, each piece of which goes to <paramref name="sink"/> too.</summary>
    /// <param name="read">Reads the next piece; 0 is the end.</param>
    /// <param name="sink">Takes the piece at its offset.</param>
    public static byte[] Of(Func<Memory<byte>, int> read, Action<ReadOnlyMemory<byte>, long> sink)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(PieceSizeBytes);
        for (var offset = 0L; ;)
        {
            var count = read(buffer.AsMemory(0, PieceSizeBytes));
            if (count == 0)
            {
                // Only now: a read that was given up may still write into it.
                ArrayPool<byte>.Shared.Return(buffer);
                return hash.GetHashAndReset();
            }

            hash.AppendData(buffer, 0, count);
            sink(buffer.AsMemory(0, count), offset);
            offset += count;
        }
    }
}
