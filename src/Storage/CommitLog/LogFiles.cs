namespace Orleans.TableService.Storage.CommitLog;

/// <summary>The files of the commit log that are kept, oldest first. Safe for use by many threads.</summary>
internal sealed class LogFiles
{
    private readonly Lock _gate = new();
    private readonly List<LogFile> _files;
    private long _lastSequence;

    public LogFiles(List<LogFile> files, long nextSequence)
    {
        _files = files;
        _lastSequence = nextSequence - 1;
    }

    /// <summary>Bytes that all of them take.</summary>
    public long SizeBytes
    {
        get
        {
            lock (_gate)
            {
                return _files.Sum(file => file.SizeBytes);
            }
        }
    }

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _files.Count;
            }
        }
    }

    /// <summary>Takes a file with a number that no file had before.</summary>
    /// <exception cref="IOException">There is no room on the disk.</exception>
    public LogFile Take(CommitLogWriter writer, FrameBuilder start, long frameSizeBytes) =>
        writer.TakeFile(++_lastSequence, start, frameSizeBytes);

    /// <summary>Adds a file that was started.</summary>
    public void Add(LogFile file)
    {
        lock (_gate)
        {
            _files.Add(file);
        }
    }

    /// <summary>The oldest, unless it is the one that is written to.</summary>
    public LogFile? Oldest
    {
        get
        {
            lock (_gate)
            {
                return _files.Count > 1 ? _files[0] : null;
            }
        }
    }

    /// <summary>Takes out a file that nobody needs.</summary>
    public void Remove(LogFile file)
    {
        lock (_gate)
        {
            _files.Remove(file);
        }
    }

    /// <summary>Closes all files.</summary>
    public void Close()
    {
        lock (_gate)
        {
            foreach (var file in _files)
            {
                if (file.Retire())
                {
                    file.File.Dispose();
                }
            }
        }
    }
}
