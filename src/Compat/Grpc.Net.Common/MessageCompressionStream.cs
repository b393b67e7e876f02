namespace Grpc.Net.Compression;

/// <summary>
/// Compresses one message. .NET's compressors write nothing at all for an empty message, which other implementations
/// refuse to decompress; this one then writes the encoding's form of nothing.
/// </summary>
internal sealed class MessageCompressionStream(Stream compressor, Stream target, byte[] emptyMessage) : Stream
{
    private bool _isWritten;
    private bool _isDisposed;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _isWritten |= !buffer.IsEmpty;
        compressor.Write(buffer);
    }

    public override void Flush() => compressor.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            compressor.Dispose();
            if (!_isWritten)
            {
                target.Write(emptyMessage);
            }
        }

        base.Dispose(disposing);
    }
}
