namespace Orleans.TableService.Storage.Tests.Matrix;

/// <summary>What goes wrong.</summary>
internal enum FaultKind
{
    /// <summary>The power is cut before the operation.</summary>
    PowerCut,

    /// <summary>The process is killed before the operation; the machine runs on, and loses power later.</summary>
    Kill,

    /// <summary>A change fails and has done nothing; after a flush the pages count as clean.</summary>
    Error,

    /// <summary>Opening or reading a file fails.</summary>
    ReadError,

    /// <summary>The operation fails, but has been done.</summary>
    DoneButFailed,

    /// <summary>A write fails after half of its sectors.</summary>
    TornWrite,

    /// <summary>The disk is full.</summary>
    NoSpace,
}

/// <summary>How long a fault lasts.</summary>
internal enum FaultDuration
{
    Once,

    /// <summary>A dozen operations, then the disk works again under the running program.</summary>
    Spell,

    /// <summary>Until the program is started again.</summary>
    Lasting,
}
