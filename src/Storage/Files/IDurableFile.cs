namespace Orleans.TableService.Storage.Files;

/// <summary>An open file. Safe for use by many threads; positions are given, none is kept.</summary>
internal interface IDurableFile : IDisposable
{
    /// <summary>Its size in bytes.</summary>
    long Length { get; }

    /// <summary>By what it is known again; <see langword="null"/> where that is not told.</summary>
    FileStamp? ReadStamp() => null;

    /// <summary>Reads until the buffer is full or the file ends.</summary>
    /// <returns>Bytes read.</returns>
    int Read(Span<byte> buffer, long offset);

    /// <summary>Writes all bytes, to the operating system only.</summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>
    /// Lets the operating system begin to write these bytes to the disk, so that <see cref="Flush"/> finds less to do.
    /// A hint: what fails is told by <see cref="Flush"/>.
    /// </summary>
    void BeginWriteBack(long offset, long length)
    {
    }

    /// <summary>Cuts the file off, or extends it by zeros.</summary>
    void SetLength(long length);

    /// <summary>Makes the contents durable.</summary>
    /// <exception cref="IOException">
    /// They are not, and asking again does not help: the operating system may have dropped what it could not write.
    /// </exception>
    void Flush();
}
