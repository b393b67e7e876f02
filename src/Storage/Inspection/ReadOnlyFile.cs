using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.Inspection;

/// <summary>A file that is only read.</summary>
internal sealed class ReadOnlyFile(IDurableFile file, string path) : IDurableFile
{
    public long Length => file.Length;

    public int Read(Span<byte> buffer, long offset)
    {
        try
        {
            return file.Read(buffer, offset);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataDirectoryException($"{path} cannot be read at byte {offset}: {e.Message}", e);
        }
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset) => throw Refused();

    public void SetLength(long length) => throw Refused();

    public void Flush() => throw Refused();

    public void Dispose() => file.Dispose();

    private static NotSupportedException Refused() => new("This file is only looked at.");
}
