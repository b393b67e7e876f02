using Orleans.TableService.RocksDb;
using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Checkpoints;

/// <summary>Makes the index of a range from its newest good checkpoint, when it has none that can be used.</summary>
internal sealed class CheckpointRecovery(
    RangeCheckpoints checkpoints, IRangeJournal journal, IndexEnvironment environment)
{
    private readonly List<string> _problems = [];
    private bool _mayPass;

    /// <summary>Lsn of the checkpoint that was restored; 0 when none was.</summary>
    public long RestoredLsn { get; private set; }

    /// <summary>Opens the index as the newest good checkpoint has it.</summary>
    /// <param name="reason">Why the index that was there cannot be used.</param>
    /// <returns><see langword="null"/> when there is none and the journal still holds everything.</returns>
    /// <exception cref="JournalCorruptedException">
    /// The journal lacks what a checkpoint proves, or is trimmed and every checkpoint is damaged.
    /// </exception>
    /// <exception cref="RangeUnavailableException">
    /// The journal is trimmed, and the store is out of reach.
    /// </exception>
    /// <exception cref="OperationCanceledException">
    /// The range closes before the checkpoint is read: to read the whole journal instead would keep that waiting, too.
    /// </exception>
    public RangeIndex? TryOpen(string reason)
    {
        if (List() is { } listing)
        {
            if (Contradiction(listing, journal) is { } fault)
            {
                throw fault.ToException();
            }

            foreach (var checkpoint in listing.Checkpoints)
            {
                if (TryOpen(checkpoint) is { } index)
                {
                    RestoredLsn = checkpoint.Lsn;
                    return index;
                }
            }
        }

        return journal.IsTrimmed ? throw Refusal(reason).ToException() : null;
    }

    /// <summary>
    /// What is wrong with a journal that ends before a record which an intact manifest proves to have been durable.
    /// </summary>
    public static Fault? Contradiction(CheckpointListing listing, IRangeJournal journal)
    {
        var last = journal.LastLsn;
        var proof = listing.Checkpoints.FirstOrDefault(found => found.Manifest is not null && found.Lsn > last);
        return proof is null ? null : Faults.JournalCorrupted(
            proof.Name, 0, $"a checkpoint holds record {proof.Lsn}, but the journal ends at {last}");
    }

    // A range that closes waits for no store; one that is new needs none, and one that is trimmed cannot do without.
    private CheckpointListing? List()
    {
        try
        {
            return CheckpointCatalog.Load(checkpoints.Tools.Store, checkpoints.Names, checkpoints.Ended);
        }
        catch (Exception e)
            when (e is IOException
                || (e is OperationCanceledException
                    && checkpoints.Ended.IsCancellationRequested
                    && !journal.IsTrimmed))
        {
            _mayPass = true;
            _problems.Add(e.Message);
            return null;
        }
    }

    private RangeIndex? TryOpen(StoredCheckpoint checkpoint)
    {
        var problem = checkpoint.Problem
            ?? (checkpoint.Lsn < journal.FirstLsn - 1 ? "it ends before the journal begins" : null);
        if (problem is null)
        {
            try
            {
                return Restore(checkpoint.Manifest!);
            }
            catch (Exception e) when (e is InvalidDataException || IndexDamage.Is(e))
            {
                problem = e.Message;
            }
            catch (IOException e)
            {
                _mayPass = true;
                _problems.Add($"checkpoint {checkpoint.Lsn}: {e.Message}");
                return null;
            }
        }

        _problems.Add($"checkpoint {checkpoint.Lsn}: {problem}");
        checkpoints.Reject(checkpoint.Name, problem);
        return null;
    }

    private RangeIndex Restore(CheckpointManifest manifest)
    {
        var start = checkpoints.Metrics.Start();
        var directory = environment.WorkDirectory(journal.Range, IndexEnvironment.RestorePurpose);
        new CheckpointRestorer(checkpoints.Tools, checkpoints.Names).Restore(manifest, directory, checkpoints.Ended);
        environment.Replace(journal.Range, directory);
        var index = RangeIndex.Open(
            environment.DirectoryOf(journal.Range),
            environment.OptionsOf(checkpoints.Range),
            environment.EntryCaches);
        if (index.Meta == manifest.Meta)
        {
            checkpoints.Metrics.Restored(start);
            return index;
        }

        index.Dispose();
        environment.Remove(journal.Range);
        throw new InvalidDataException("The index in the checkpoint is not what its manifest says.");
    }

    // What was trimmed is in no journal any more: an index that began empty would lack it, and nobody would be told.
    private Fault Refusal(string reason)
    {
        var checkpoint = _problems.Count > 0 ? string.Join("; ", _problems) : "there is none";
        var what = $"the index cannot be used ({reason}), "
            + $"the journal, whose records below {journal.FirstLsn} are trimmed, is not enough to make it anew, "
            + $"and no checkpoint can be used ({checkpoint})";
        return _mayPass
            ? Faults.RangeUnavailable(journal.Range, $"{what}: it is tried again when the range is next opened.")
            : Faults.JournalCorrupted(
                environment.DirectoryOf(journal.Range),
                0,
                $"{what}: restore the index, or its checkpoints, from a copy");
    }
}
