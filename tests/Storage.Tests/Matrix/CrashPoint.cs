using System.Collections.Immutable;

namespace Orleans.TableService.Storage.Tests.Matrix;

/// <summary>A moment at which a crash is tried.</summary>
/// <param name="Number">The operation that comes next, counted from the start of the run.</param>
/// <param name="Next">What it is.</param>
/// <param name="Path">Its file or directory.</param>
/// <param name="Image">The disk.</param>
/// <param name="Entries">What was acknowledged and handed over by then.</param>
internal sealed record CrashPoint(
    int Number, DiskOperation Next, string Path, DiskImage Image, ImmutableSortedDictionary<long, RangeEntry> Entries);

/// <summary>Writes down every moment of a run at which a crash could leave something new.</summary>
internal sealed class CrashRecorder(SimulatedDisk disk, JournalLedger ledger, Func<int, bool>? isWanted = null)
{
    private bool _hasChanged = true;
    private ImmutableSortedDictionary<long, RangeEntry>? _last;
    private int _count;

    /// <summary>The moments, in order.</summary>
    public List<CrashPoint> Points { get; } = [];

    /// <summary>Asked by the disk before each operation, one at a time.</summary>
    public void Observe(DiskOperation next, string path)
    {
        var number = _count++;
        var entries = ledger.Entries;
        if ((_hasChanged || !ReferenceEquals(entries, _last)) && isWanted?.Invoke(number) != false)
        {
            Points.Add(new CrashPoint(number, next, path, disk.Image(), entries));
            _last = entries;
            _hasChanged = false;
        }

        _hasChanged |= next != DiskOperation.Open;
    }
}
