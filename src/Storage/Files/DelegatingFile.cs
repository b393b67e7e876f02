namespace Orleans.TableService.Storage.Files;

/// <summary>
/// Does what the file below does: a base for files that differ from another in a few operations. Owns that.
/// </summary>
internal abstract class DelegatingFile(IDurableFile file) : IDurableFile
{
    public long Length => file.Length;

    public virtual FileStamp? ReadStamp() => file.ReadStamp();

    public virtual int Read(Span<byte> buffer, long offset) => file.Read(buffer, offset);

    public virtual void Write(ReadOnlySpan<byte> bytes, long offset) => file.Write(bytes, offset);

    public virtual void BeginWriteBack(long offset, long length) => file.BeginWriteBack(offset, length);

    public virtual void SetLength(long length) => file.SetLength(length);

    public virtual void Flush() => file.Flush();

    public virtual void Dispose() => file.Dispose();
}
