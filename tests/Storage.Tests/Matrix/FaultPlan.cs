namespace Orleans.TableService.Storage.Tests.Matrix;

/// <summary>
/// Lets one operation of a run fail, or all from one on: of those to which the fault can happen, the n-th.
/// </summary>
internal sealed class FaultPlan(FaultKind kind, FaultDuration duration, int at)
{
    private const int SpellLength = 12;

    private int _count;
    private volatile bool _isOver;

    /// <summary>The operation that failed first; <see langword="null"/> when the run ended before.</summary>
    public DiskOperation? Hit { get; private set; }

    /// <summary>Its file or directory.</summary>
    public string Path { get; private set; } = "";

    /// <summary>Operations to which the fault can happen, so far.</summary>
    public int Count => _count;

    /// <summary>The disk works again.</summary>
    public void End() => _isOver = true;

    /// <summary>Asked by the disk before each operation, one at a time.</summary>
    public DiskFault? Inject(DiskOperation operation, string path)
    {
        if (_isOver || !CanHappen(operation))
        {
            return null;
        }

        var number = _count++;
        if (number == at)
        {
            Hit = operation;
            Path = path;
        }

        return number >= at && number < at + Length ? MakeFault() : null;
    }

    private int Length => duration switch
    {
        FaultDuration.Once => 1,
        FaultDuration.Spell => SpellLength,
        _ => int.MaxValue - at,
    };

    private bool CanHappen(DiskOperation operation) => kind switch
    {
        FaultKind.TornWrite => operation == DiskOperation.Write,
        FaultKind.ReadError => operation is DiskOperation.Read or DiskOperation.Open,
        FaultKind.NoSpace => operation is DiskOperation.Create or DiskOperation.Write or DiskOperation.SetLength
            or DiskOperation.Flush or DiskOperation.Rename or DiskOperation.Link or DiskOperation.MakeDirectory,
        _ => operation is not (DiskOperation.Read or DiskOperation.Open),
    };

    private DiskFault MakeFault() => kind switch
    {
        FaultKind.NoSpace => new DiskFault(new IOException("No space left on device (errno 28).")),
        FaultKind.DoneButFailed => new DiskFault(InputOutput(), DiskFaultEffect.Whole),
        FaultKind.TornWrite => new DiskFault(InputOutput(), DiskFaultEffect.Part),
        _ => new DiskFault(InputOutput()),
    };

    private static IOException InputOutput() => new("Input/output error (errno 5).");
}
