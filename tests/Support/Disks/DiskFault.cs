namespace Orleans.TableService.Tests.Support.Disks;

/// <summary>How much of an operation that reports a failure has happened all the same.</summary>
internal enum DiskFaultEffect
{
    /// <summary>Nothing. Of a flush: the pages count as clean, though the disk need not have them.</summary>
    None,

    /// <summary>Of a write: half of its sectors. Of everything else: nothing.</summary>
    Part,

    /// <summary>All of it.</summary>
    Whole,
}

/// <summary>A failure of one operation.</summary>
/// <param name="Error">What the program is told.</param>
/// <param name="Effect">What has happened.</param>
internal sealed record DiskFault(Exception Error, DiskFaultEffect Effect = DiskFaultEffect.None);
