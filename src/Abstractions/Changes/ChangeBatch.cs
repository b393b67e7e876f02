namespace Orleans.TableService;

/// <summary>Changes of whole transactions, in revision order, and how far they reach.</summary>
public sealed record ChangeBatch
{
    /// <summary>
    /// The watch has seen everything up to this revision, and no batch after this one carries a change at or below it.
    /// To resume, watch from the next revision.
    /// </summary>
    public required long Revision { get; init; }

    /// <summary>The changes; empty in a progress mark.</summary>
    public required IReadOnlyList<TableChange> Changes { get; init; }
}
