using System.Globalization;
using Orleans.TableService.RocksDb.Native;

namespace Orleans.TableService.RocksDb;

/// <summary>Counters that any number of databases add to. Safe for many callers at once.</summary>
public sealed unsafe class RocksStatistics : IDisposable
{
    private const string CountMark = " COUNT : ";

    /// <summary>Creates counters, all zero.</summary>
    /// <exception cref="RocksLibraryNotFoundException">RocksDB is not installed.</exception>
    public RocksStatistics()
    {
        RocksLibrary.EnsureLoaded();
        Handle = NativeOptions.New();
        OptionFunctions.EnableStatistics(Handle.Value);
    }

    internal NativeObject Handle { get; }

    /// <summary>All counters and histograms as RocksDB words them, one per line.</summary>
    public string ReadText()
    {
        var text = NativeText.TakeOver(OptionFunctions.StatisticsText(Handle.Value));
        GC.KeepAlive(this);
        return text ?? string.Empty;
    }

    /// <summary>
    /// The counters by RocksDB's names, such as <c>rocksdb.block.cache.hit</c>. Histograms are left out.
    /// </summary>
    public IReadOnlyDictionary<string, long> ReadCounters()
    {
        var counters = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var line in ReadText().AsSpan().EnumerateLines())
        {
            var mark = line.IndexOf(CountMark, StringComparison.Ordinal);
            if (mark > 0
                && long.TryParse(line[(mark + CountMark.Length)..], CultureInfo.InvariantCulture, out var count))
            {
                counters[line[..mark].ToString()] = count;
            }
        }

        return counters;
    }

    /// <summary>Lets the counters go; databases that add to them keep them.</summary>
    public void Dispose() => Handle.Dispose();
}
