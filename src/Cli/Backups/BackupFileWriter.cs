using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Orleans.TableService.Cli.Backups;

/// <summary>Writes the file of one stream; what is written is durable, since every write waits for the disk.</summary>
internal sealed class BackupFileWriter : IAsyncDisposable
{
    private readonly FileStream _file;
    private byte[] _digest;

    private BackupFileWriter(FileStream file, byte[] digest) => (_file, _digest) = (file, digest);

    /// <summary>What was written.</summary>
    public BackupTotals Totals { get; private set; } = BackupTotals.None;

    /// <summary>Bytes of the file.</summary>
    public long SizeBytes => _file.Position;

    public static async Task<BackupFileWriter> CreateAsync(string path, CancellationToken cancellationToken)
    {
        var file = new FileStream(
            path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.WriteThrough);
        var header = BackupFormat.Header();
        try
        {
            await file.WriteAsync(header, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return new BackupFileWriter(file, SHA256.HashData(header));
    }

    public async Task WriteAsync(BackupChunk chunk, CancellationToken cancellationToken)
    {
        await WriteAsync(BackupFormat.ChunkKind, ChunkBody.Write(chunk), cancellationToken).ConfigureAwait(false);
        Totals = Totals.Add(chunk);
    }

    /// <summary>Ends the file.</summary>
    /// <returns>The digest of all of it.</returns>
    public async Task<string> FinishAsync(CancellationToken cancellationToken)
    {
        await WriteAsync(BackupFormat.EndKind, Totals.Write(), cancellationToken).ConfigureAwait(false);
        return Convert.ToHexStringLower(_digest);
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    private async Task WriteAsync(byte kind, byte[] body, CancellationToken cancellationToken)
    {
        var frame = new byte[BackupFormat.FrameHeaderSizeBytes + body.Length + BackupFormat.DigestSizeBytes];
        frame[0] = kind;
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(4), body.Length);
        body.CopyTo(frame, BackupFormat.FrameHeaderSizeBytes);
        _digest = BackupFormat.Digest(_digest, frame.AsSpan(0, BackupFormat.FrameHeaderSizeBytes), body);
        _digest.CopyTo(frame, frame.Length - _digest.Length);
        await _file.WriteAsync(frame, cancellationToken).ConfigureAwait(false);
    }
}
