using System.Globalization;
using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.CommitLog;

/// <summary>One file of the commit log. Counts who needs it, so that it is never written anew under a reader.</summary>
internal sealed class LogFile(IDurableFile file, string path, LogFileId id, long sizeBytes)
{
    public const string Extension = ".log";

    private readonly Lock _gate = new();
    private int _readers;
    private bool _isRetired;
    private RecentLog? _recent;
    private long _recentStart;

    /// <summary>Which use of the file this is.</summary>
    public LogFileId Id => id;

    /// <summary>Its name with the directory.</summary>
    public string Path => path;

    /// <summary>Bytes that it takes on disk.</summary>
    public long SizeBytes => sizeBytes;

    /// <summary>
    /// The open file; use it only as the writer or between <see cref="TryEnter"/> and <see cref="Leave"/>.
    /// </summary>
    public IDurableFile File => file;

    /// <summary>
    /// Data entries in it that are not proved to be in segments. Changed with <see cref="Interlocked"/>.
    /// </summary>
    public int PinCount;

    public static string NameOf(long sequence) =>
        sequence.ToString("D10", CultureInfo.InvariantCulture) + Extension;

    public static bool TryParseName(string name, out long sequence)
    {
        sequence = 0;
        return name.EndsWith(Extension, StringComparison.Ordinal)
            && long.TryParse(
                name.AsSpan(..^Extension.Length), NumberStyles.None, CultureInfo.InvariantCulture, out sequence);
    }

    /// <summary>The file is written from its start on, and what is written is added there.</summary>
    public void Begin(RecentLog recent) => (_recent, _recentStart) = (recent, recent.End);

    /// <summary>
    /// Reads of frames that are durable, in memory while they are recent; between <see cref="TryEnter"/> and
    /// <see cref="Leave"/>, or where nobody gives the file up meanwhile.
    /// </summary>
    /// <returns>Bytes read; fewer than asked for where the file ends.</returns>
    public int Read(Span<byte> target, long offset) =>
        _recent is not null && _recent.TryRead(_recentStart + offset, target)
            ? target.Length
            : file.Read(target, offset);

    /// <summary>Keeps the file from being used anew while one reads it.</summary>
    /// <returns><see langword="false"/> if it is already given up.</returns>
    public bool TryEnter()
    {
        lock (_gate)
        {
            if (_isRetired)
            {
                return false;
            }

            _readers++;
            return true;
        }
    }

    /// <summary>Ends what <see cref="TryEnter"/> began.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            if (--_readers == 0 && _isRetired)
            {
                file.Dispose();
            }
        }
    }

    /// <summary>Gives the file up.</summary>
    /// <returns><see langword="true"/> if nobody reads it: the caller may use it anew and disposes it.</returns>
    public bool Retire()
    {
        lock (_gate)
        {
            _isRetired = true;
            return _readers == 0;
        }
    }
}
