namespace Orleans.TableService.Storage.CommitLog;

/// <summary>The state of all ranges, built up from catalog and entries in log order.</summary>
internal sealed class LogReplay
{
    /// <summary>The ranges, by id.</summary>
    public Dictionary<RangeId, RangeLog> Ranges { get; } = [];

    /// <summary>What every range has at the current position, for a start frame there.</summary>
    public List<CatalogEntry> Catalog() => [.. Ranges.Values.Select(range => range.ToCatalogEntry())];

    /// <summary>Begins from a catalog.</summary>
    public void Load(List<CatalogEntry> catalog)
    {
        foreach (var entry in catalog)
        {
            Ranges.Add(entry.Range, RangeLog.FromCatalogEntry(entry));
        }
    }

    /// <summary>Whether a later catalog says what the entries up to it have led to.</summary>
    public bool Agrees(List<CatalogEntry> catalog) =>
        catalog.Count == Ranges.Count
        && catalog.TrueForAll(
            entry => Ranges.TryGetValue(entry.Range, out var range) && range.ToCatalogEntry() == entry);

    /// <summary>Applies a frame's entries.</summary>
    /// <param name="file">The file they are in.</param>
    /// <param name="frameOffset">Where the frame begins.</param>
    /// <param name="frame">Header and body.</param>
    /// <param name="entriesOffset">Where the entries begin in the frame.</param>
    /// <param name="count">How many there are.</param>
    /// <exception cref="InvalidDataException">An entry does not follow from what was before.</exception>
    public void Apply(LogFile file, long frameOffset, ReadOnlySpan<byte> frame, int entriesOffset, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var entry = LogEntry.Read(frame[entriesOffset..]);
            var offset = frameOffset + entriesOffset;
            if (entry.Kind == LogEntryKind.Moved)
            {
                var data = LogEntry.Read(frame[(entriesOffset + LogEntry.MovedHeaderSizeBytes)..]);
                Move(data, ExtentOf(data, file, offset + LogEntry.MovedHeaderSizeBytes));
            }
            else
            {
                Apply(entry, ExtentOf(entry, file, offset));
            }

            entriesOffset += entry.Length;
        }
    }

    private static LogExtent ExtentOf(in LogEntry entry, LogFile file, long offset) =>
        new(file, offset, entry.Length, entry.PreviousLsn, entry.FirstLsn, entry.LastLsn);

    private void Move(in LogEntry entry, in LogExtent extent)
    {
        Require(
            entry.Kind == LogEntryKind.Data && Ranges.TryGetValue(entry.Range, out _),
            entry,
            "it moves what is not there");
        var range = Ranges[entry.Range];
        Require(entry.LastLsn <= range.LastLsn, entry, "it moves what was never written");
        if (!range.IsDeleting && entry.LastLsn > range.Segments.LastLsn && entry.LastLsn >= range.FirstLsn)
        {
            range.Extents.Move(extent);
        }
    }

    private void Apply(in LogEntry entry, in LogExtent extent)
    {
        if (entry.Kind == LogEntryKind.Create)
        {
            Require(!Ranges.ContainsKey(entry.Range), entry, "the range exists");
            Ranges.Add(entry.Range, new RangeLog(entry.Range, entry.JournalId) { IsCreated = true });
            return;
        }

        Require(Ranges.TryGetValue(entry.Range, out var range), entry, "the range does not exist");
        switch (entry.Kind)
        {
            case LogEntryKind.Data:
                Require(entry.Epoch == range!.Epoch, entry, "its epoch is not the last");
                Require(
                    entry.PreviousLsn == range.LastLsn && entry.FirstLsn > entry.PreviousLsn && entry.Count > 0,
                    entry,
                    "its Lsn does not follow");
                range.AddGroup(extent);
                break;
            case LogEntryKind.Open:
                Require(entry.Epoch > range!.Epoch, entry, "its epoch is old");
                range.Epoch = range.WriteEpoch = entry.Epoch;
                break;
            case LogEntryKind.Delete:
                range!.SetDeleting();
                break;
            case LogEntryKind.DeleteDone:
                Ranges.Remove(entry.Range);
                break;
            case LogEntryKind.Copied:
                Require(entry.Segments.LastLsn <= range!.LastLsn, entry, "it copies what was never written");
                range.SetCopied(entry.Segments);
                break;
            case LogEntryKind.Trim:
                Require(entry.FirstLsn <= range!.LastLsn + 1, entry, "it trims what was never written");
                range.SetTrimmed(entry.FirstLsn);
                break;
        }
    }

    private static void Require(bool holds, in LogEntry entry, string what)
    {
        if (!holds)
        {
            throw new InvalidDataException($"an entry {entry.Kind} of range {entry.Range} does not fit: {what}");
        }
    }
}
