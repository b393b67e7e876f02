namespace Orleans.TableService.Storage.Inspection;

/// <summary>One damage of a journal's files.</summary>
/// <param name="File">The file.</param>
/// <param name="Offset">The byte of the file at which it shows: where the frame, chunk or group begins.</param>
/// <param name="What">What is wrong, without the place.</param>
/// <param name="Range">Whose data it is, where that is known and of one range alone.</param>
public sealed record JournalDamage(string File, long Offset, string What, RangeId? Range)
{
    /// <summary>Whether a server opens all the same, because nothing that it needs is there.</summary>
    public bool IsRedundant { get; init; }
}
