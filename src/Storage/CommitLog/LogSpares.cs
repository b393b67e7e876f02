using System.Globalization;
using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.CommitLog;

/// <summary>Files that wait to become part of the commit log. Safe for use by many threads.</summary>
/// <remarks>What a spare holds does not matter: file id and offset tell its stale frames from new ones.</remarks>
internal sealed class LogSpares : IDisposable
{
    private const string NamePrefix = "spare-";
    private const int CountMax = 2;
    private const int ZeroedAtOnceSizeBytes = 256 << 10;

    private readonly Lock _gate = new();
    private readonly Queue<(IDurableFile File, string Path)> _spares = new();
    private readonly IFileLayer _files;
    private readonly string _directory;
    private readonly long _sizeBytes;
    private long _nextName;

    /// <summary>Adopts the spares that are in the directory.</summary>
    public LogSpares(IFileLayer files, string directory, long sizeBytes)
    {
        _files = files;
        _directory = directory;
        _sizeBytes = sizeBytes;
        var names = files.ListFiles(directory).Where(name => name.StartsWith(NamePrefix, StringComparison.Ordinal));
        foreach (var name in names)
        {
            Adopt(Path.Combine(directory, name));
        }
    }

    /// <summary>Whether one more would be kept.</summary>
    public bool IsWanting
    {
        get
        {
            lock (_gate)
            {
                return _spares.Count == 0;
            }
        }
    }

    /// <summary>Makes a spare, filled with zeros so that a flush need not touch the file's metadata.</summary>
    public void Prepare()
    {
        var spare = Make(_sizeBytes, _sizeBytes);
        lock (_gate)
        {
            _spares.Enqueue(spare);
        }
    }

    /// <summary>Takes back a file that nobody needs any more.</summary>
    public void Recycle(LogFile file)
    {
        if (!file.Retire())
        {
            // Its reader still has it open; the last one closes it, and the bytes go with it.
            _files.Delete(file.Path);
            return;
        }

        if (file.SizeBytes != _sizeBytes || !TryKeep(file))
        {
            file.File.Dispose();
            _files.Delete(file.Path);
        }
    }

    /// <summary>Gives a spare its name in the log; a new one is made if there is none or it is too small.</summary>
    public LogFile Take(LogFileId id, long sizeMinBytes)
    {
        var size = Math.Max(FrameHeader.Align(sizeMinBytes), _sizeBytes);
        var spare = TryTake(size) ?? Make(size, Math.Min(size, ZeroedAtOnceSizeBytes));
        var path = Path.Combine(_directory, LogFile.NameOf(id.Sequence));
        try
        {
            _files.Rename(spare.Path, path);
        }
        catch
        {
            spare.File.Dispose();
            _files.Delete(spare.Path);
            throw;
        }

        return new LogFile(spare.File, path, id, size);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            while (_spares.TryDequeue(out var spare))
            {
                spare.File.Dispose();
            }
        }
    }

    private void Adopt(string path)
    {
        var file = _files.Open(path);
        if (file.Length == _sizeBytes && _spares.Count < CountMax)
        {
            // A new name each time: the old ones may repeat.
            var adopted = NewPath();
            _files.Rename(path, adopted);
            _spares.Enqueue((file, adopted));
            return;
        }

        file.Dispose();
        _files.Delete(path);
    }

    private bool TryKeep(LogFile file)
    {
        lock (_gate)
        {
            if (_spares.Count >= CountMax)
            {
                return false;
            }

            var path = NewPath();
            _files.Rename(file.Path, path);
            _files.SyncDirectory(_directory);
            _spares.Enqueue((file.File, path));
            return true;
        }
    }

    private (IDurableFile File, string Path)? TryTake(long sizeBytes)
    {
        lock (_gate)
        {
            return sizeBytes == _sizeBytes && _spares.TryDequeue(out var spare) ? spare : null;
        }
    }

    private (IDurableFile File, string Path) Make(long sizeBytes, long zeroedSizeBytes)
    {
        var path = NewPath();
        var file = _files.Create(path, sizeBytes);
        try
        {
            file.SetLength(sizeBytes);
            var zeros = new byte[(int)Math.Min(zeroedSizeBytes, 1 << 20)];
            for (long offset = 0; offset < zeroedSizeBytes; offset += zeros.Length)
            {
                file.Write(zeros.AsSpan(0, (int)Math.Min(zeros.Length, zeroedSizeBytes - offset)), offset);
            }

            file.Flush();
            return (file, path);
        }
        catch
        {
            file.Dispose();
            _files.Delete(path);
            throw;
        }
    }

    private string NewPath()
    {
        string path;
        do
        {
            var number = Interlocked.Increment(ref _nextName);
            path = Path.Combine(_directory, NamePrefix + number.ToString(CultureInfo.InvariantCulture));
        }
        while (_files.FileExists(path));

        return path;
    }
}
