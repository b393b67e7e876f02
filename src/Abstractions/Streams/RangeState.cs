namespace Orleans.TableService;

/// <summary>What a range is doing.</summary>
public enum RangeState
{
    /// <summary>Reads and writes are served.</summary>
    Active = 1,

    /// <summary>The owner is reading the journal; requests wait.</summary>
    Recovering = 2,

    /// <summary>The range stopped on an error and is opened again at the next request.</summary>
    Stopped = 3,

    /// <summary>The range is being removed.</summary>
    Deleting = 4,
}
