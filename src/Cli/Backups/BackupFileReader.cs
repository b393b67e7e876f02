using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Orleans.TableService.Cli.Backups;

/// <summary>Reads the file of one stream and believes none of its bytes before their digest held.</summary>
internal sealed class BackupFileReader(string path)
{
    private byte[] _digest = [];

    /// <summary>What was read.</summary>
    public BackupTotals Totals { get; private set; } = BackupTotals.None;

    /// <summary>The digest of all that was read, for the manifest to agree with.</summary>
    public string Digest => Convert.ToHexStringLower(_digest);

    /// <summary>Reads all chunks in order.</summary>
    /// <exception cref="RefusedException">The file is damaged or not complete; says where.</exception>
    public async IAsyncEnumerable<BackupChunk> ReadAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var file = Open();
        await using (file.ConfigureAwait(false))
        {
            var header = new byte[BackupFormat.HeaderSizeBytes];
            var read = await file.ReadAtLeastAsync(header, header.Length, false, cancellationToken)
                .ConfigureAwait(false);
            BackupFormat.CheckHeader(header.AsSpan(0, read), path);
            _digest = SHA256.HashData(header);
            while (true)
            {
                var offset = file.Position;
                var (kind, body) = await ReadFrameAsync(file, offset, cancellationToken).ConfigureAwait(false);
                if (kind == BackupFormat.EndKind)
                {
                    RequireEnd(file, offset, body);
                    yield break;
                }

                var chunk = Decode(body, offset);
                Totals = Totals.Add(chunk);
                yield return chunk;
            }
        }
    }

    private FileStream Open()
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"{path} cannot be read: {e.Message}");
        }
    }

    private async Task<(byte Kind, byte[] Body)> ReadFrameAsync(
        FileStream file, long offset, CancellationToken cancellationToken)
    {
        var header = new byte[BackupFormat.FrameHeaderSizeBytes];
        await FillAsync(file, header, offset, cancellationToken).ConfigureAwait(false);
        var length = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(4));
        if (length is < 0 or > BackupFormat.BodySizeMaxBytes || length > file.Length - file.Position)
        {
            throw Damaged(offset, "the file ends inside a chunk, or the chunk's length is damaged");
        }

        var body = new byte[length];
        await FillAsync(file, body, offset, cancellationToken).ConfigureAwait(false);
        var digest = new byte[BackupFormat.DigestSizeBytes];
        await FillAsync(file, digest, offset, cancellationToken).ConfigureAwait(false);
        _digest = BackupFormat.Digest(_digest, header, body);
        return _digest.AsSpan().SequenceEqual(digest)
            ? (header[0], body)
            : throw Damaged(offset, "the checksum of a chunk does not hold");
    }

    private async Task FillAsync(FileStream file, byte[] target, long offset, CancellationToken cancellationToken)
    {
        var read = await file.ReadAtLeastAsync(target, target.Length, false, cancellationToken).ConfigureAwait(false);
        if (read < target.Length)
        {
            throw Damaged(offset, "the file is not complete");
        }
    }

    private BackupChunk Decode(byte[] body, long offset)
    {
        try
        {
            return ChunkBody.Read(body);
        }
        catch (InvalidDataException e)
        {
            throw Damaged(offset, e.Message);
        }
    }

    private void RequireEnd(FileStream file, long offset, byte[] body)
    {
        if (!Totals.Write().AsSpan().SequenceEqual(body))
        {
            throw Damaged(offset, "its end says other totals than its chunks");
        }

        if (file.Position != file.Length)
        {
            throw Damaged(file.Position, "it goes on behind its end");
        }
    }

    private RefusedException Damaged(long offset, string what) =>
        new(FormattableString.Invariant($"{path} is damaged at byte {offset}: {what}."));
}
