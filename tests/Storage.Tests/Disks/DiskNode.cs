namespace Orleans.TableService.Storage.Tests.Disks;

/// <summary>
/// A file or directory of a <see cref="SimulatedDisk"/>: what programs see, and what a power cut leaves.
/// </summary>
internal sealed class DiskNode(bool isDirectory)
{
    public const int PageSizeBytes = 4096;

    private readonly SortedSet<int> _dirty = [];
    private byte[] _durable = [];

    public bool IsDirectory => isDirectory;

    /// <summary>What programs read.</summary>
    public byte[] Bytes { get; private set; } = [];

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        if (offset + bytes.Length > Bytes.Length)
        {
            SetLength(offset + bytes.Length);
        }

        bytes.CopyTo(Bytes.AsSpan((int)offset));
        for (var page = offset / PageSizeBytes; page * PageSizeBytes < offset + bytes.Length; page++)
        {
            _dirty.Add((int)page);
        }
    }

    public void SetLength(long length)
    {
        var resized = new byte[length];
        Bytes.AsSpan(0, (int)Math.Min(length, Bytes.Length)).CopyTo(resized);
        Bytes = resized;
    }

    public void Flush()
    {
        _durable = [.. Bytes];
        _dirty.Clear();
    }

    /// <summary>
    /// As Linux does after a failed write-back: the pages count as clean, though the disk does not have them.
    /// </summary>
    public void FailFlush() => _dirty.Clear();

    /// <summary>The file as it is after a power cut.</summary>
    /// <param name="keeps">Which of the pages that were not flushed reached the disk.</param>
    public DiskNode AfterPowerCut(Func<int, bool> keeps)
    {
        var left = new DiskNode(isDirectory) { Bytes = [.. _durable], _durable = _durable };
        foreach (var page in _dirty.Where(keeps))
        {
            var start = page * PageSizeBytes;
            var count = Math.Min(PageSizeBytes, Bytes.Length - start);
            if (count > 0)
            {
                left.Write(Bytes.AsSpan(start, count), start);
            }
        }

        left.Flush();
        return left;
    }

    /// <summary>A copy that has what programs see, durably.</summary>
    public DiskNode Copy()
    {
        var copy = new DiskNode(isDirectory) { Bytes = [.. Bytes] };
        copy.Flush();
        return copy;
    }
}
