namespace Orleans.TableService.Storage.Inspection;

/// <summary>Gathers what a verification sees.</summary>
internal sealed class VerificationTally
{
    private readonly Dictionary<(string File, long Offset), JournalDamage> _damages = [];

    public long FrameCount { get; set; }

    public int SegmentCount { get; set; }

    public long LogRecordCount { get; set; }

    public long SegmentRecordCount { get; set; }

    public long ComparedGroupCount { get; set; }

    public long SizeBytes { get; set; }

    /// <summary>All damages in the order of their places.</summary>
    public IEnumerable<JournalDamage> Damages =>
        _damages.Values.OrderBy(damage => damage.File, StringComparer.Ordinal).ThenBy(damage => damage.Offset);

    /// <summary>Takes a damage in; the first one that is told of a place stays.</summary>
    public void Add(string file, long offset, string what, RangeId? range = null) =>
        _damages.TryAdd((file, offset), new JournalDamage(file, offset, what, range));

    /// <summary>Takes in what the recovery's code refuses.</summary>
    public void Add(JournalCorruptedException refusal, RangeId? range) =>
        Add(refusal.File, refusal.Position, refusal.Damage, range);
}
