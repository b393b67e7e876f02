using Orleans.TableService.RocksDb;
using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Storage.Checkpoints;

/// <summary>Takes the checkpoints of one open range, one at a time, on the checkpoint thread.</summary>
/// <param name="range">Whose they are.</param>
/// <param name="names">Names of its objects.</param>
/// <param name="known">What there is; learns of what comes.</param>
/// <param name="ended">Ends when the range closes.</param>
internal sealed class CheckpointTaker(
    RangeContext range, CheckpointNames names, KnownCheckpoints known, CancellationToken ended)
{
    private readonly CheckpointService _service = range.Engine.Checkpoints;
    private readonly HashedFiles _hashed = new();

    private CheckpointTools Tools => _service.Tools;

    /// <summary>Takes one of the index as it is.</summary>
    /// <returns>Its Lsn; 0 if none was taken, because the index is closed or there is nothing new.</returns>
    /// <exception cref="RangeUnavailableException">The index failed.</exception>
    public long Take(IndexSlot? slot)
    {
        if (range.Journal.LastLsn <= known.LastLsn)
        {
            return 0;
        }

        if (range.Engine.Disk.Check() is { } full)
        {
            throw new IOException(full.Message);
        }

        var directory = _service.Indexes.WorkDirectory(range.Descriptor.Id, IndexEnvironment.CheckpointPurpose);
        var counted = known.BehindBytes;
        var start = _service.Metrics.Start();
        try
        {
            if (TryCopy(slot, directory) is not { } image
                || image.Meta.AppliedLsn <= known.LastLsn
                || image.Meta.AppliedLsn < range.Journal.FirstLsn)
            {
                return 0;
            }

            Write(image);
            _service.Metrics.Taken(start);
            known.AddBehind(-counted);
            return image.Meta.AppliedLsn;
        }
        finally
        {
            Tools.Files.DeleteDirectory(directory);
        }
    }

    private CheckpointImage? TryCopy(IndexSlot? slot, string directory)
    {
        try
        {
            return TryCopyIndex(slot, directory)
                ? CheckpointImage.Read(directory, Tools.Files, _service.Indexes.Options)
                : null;
        }
        catch (Exception e) when (e is RocksException or InvalidDataException)
        {
            // What stopped the range may be why: that is what everybody else is told.
            var fault = range.StopFault
                ?? Faults.RangeUnavailable(range.Descriptor.Id, $"its index cannot be copied: {e.Message}");
            throw fault.ToException();
        }
    }

    // The index may close as soon as its files have second names.
    private bool TryCopyIndex(IndexSlot? slot, string directory)
    {
        Tools.Files.DeleteDirectory(directory);
        if (slot?.TryAcquireOpen() is not { } index)
        {
            return false;
        }

        try
        {
            CheckpointImage.Take(index, directory, Tools.Files);
            return true;
        }
        finally
        {
            slot.Release();
        }
    }

    private void Write(CheckpointImage image)
    {
        var writer = new CheckpointWriter(Tools, names, range.Journal.Epoch, _service.Options.VerifiesReused, _hashed);
        _service.Owner?.Require(ended);
        var before = CheckpointCatalog.Load(Tools.Store, names, ended);
        var manifest = WriteCounted(writer, image, before);
        CheckpointLog.Taken(
            _service.Logger,
            range.Descriptor.Id,
            manifest.Meta.AppliedLsn,
            manifest.Files.Count,
            manifest.SizeBytes,
            writer.PutBytes);
        var after = CheckpointCatalog.Load(Tools.Store, names, ended);
        known.Note(after);
        Collect(after);
    }

    private CheckpointManifest WriteCounted(CheckpointWriter writer, CheckpointImage image, CheckpointListing before)
    {
        try
        {
            return writer.Write(image, before, known.Rejected, ended);
        }
        finally
        {
            _service.Metrics.Moved(writer.PutBytes, writer.HashedBytes);
        }
    }

    private void Collect(CheckpointListing listing)
    {
        try
        {
            new CheckpointCollector(Tools.Store, names, range.Journal.Epoch, () => !range.Journal.IsFenced)
                .Collect(listing, known.Rejected, ended);
            Tools.Store.RemoveRemains(ended);
        }
        catch (IOException e)
        {
            CheckpointLog.NotCollected(_service.Logger, e, range.Descriptor.Id);
        }
    }
}
