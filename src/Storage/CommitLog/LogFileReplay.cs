namespace Orleans.TableService.Storage.CommitLog;

/// <summary>Replays the frames of one file of the commit log, each of which must follow the one before it.</summary>
/// <param name="replay">Takes in what they say.</param>
/// <param name="file">The file.</param>
/// <param name="scanner">Reads its frames.</param>
/// <param name="end">The last frame that counts; one of an earlier file if none of this one does.</param>
internal sealed class LogFileReplay(LogReplay replay, LogFile file, LogFileScanner scanner, LogLink end)
{
    /// <summary>Whether any of its frames counts.</summary>
    public bool HasProved => end.File == file.Id;

    /// <summary>Takes in the catalog at the file's start, and what the first frame holds if it counts.</summary>
    /// <param name="isFirst">Whether no file came before it: the catalog is then believed.</param>
    /// <param name="storeId">Whose log it is.</param>
    /// <returns>The catalog.</returns>
    /// <exception cref="JournalCorruptedException">It is not what the files before this one say.</exception>
    public List<CatalogEntry> LoadStart(bool isFirst, out Guid storeId)
    {
        scanner.TryReadStart(out var header, out var frame);
        (_, storeId, var catalog) = StartFrame.Read(frame, out var entriesOffset);
        if (isFirst)
        {
            replay.Load(catalog);
        }
        else if (!replay.Agrees(catalog))
        {
            throw Corrupted(0, "its catalog differs from what the files before it say");
        }

        if (HasProved)
        {
            Apply(header, frame, entriesOffset);
        }

        return catalog;
    }

    /// <summary>Takes in the frames behind the first, up to the last that counts.</summary>
    /// <exception cref="JournalCorruptedException">One of them is missing or damaged.</exception>
    public void ReplayRest()
    {
        scanner.TryReadStart(out var last, out _);
        while (last.End < end.End)
        {
            var offset = last.End;
            if (!scanner.TryReadFrame(offset, out var header, out var frame) || header.PreviousCrc != last.Crc)
            {
                throw Corrupted(offset, "a frame that was durable is damaged");
            }

            Apply(header, frame, FrameHeader.SizeBytes);
            last = header;
        }

        if (last.End != end.End || last.Crc != end.Crc)
        {
            throw Corrupted(last.Offset, "its last frame is not the one that the next file names");
        }
    }

    private void Apply(FrameHeader header, ReadOnlySpan<byte> frame, int entriesOffset)
    {
        try
        {
            replay.Apply(file, header.Offset, frame, entriesOffset, header.EntryCount);
        }
        catch (InvalidDataException e)
        {
            throw Corrupted(header.Offset, e.Message);
        }
    }

    private TableException Corrupted(long offset, string what) =>
        Faults.JournalCorrupted(scanner.Path, offset, what).ToException();
}
