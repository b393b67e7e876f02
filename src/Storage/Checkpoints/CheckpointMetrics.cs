using System.Diagnostics.Metrics;
using Orleans.TableService.Storage.Telemetry;

namespace Orleans.TableService.Storage.Checkpoints;

/// <summary>The instruments of checkpoints. The meter's owner ends them.</summary>
internal sealed class CheckpointMetrics
{
    private readonly TimeProvider _time;
    private readonly Histogram<double> _takeTime;
    private readonly Histogram<double> _restoreTime;
    private readonly Counter<long> _putBytes;
    private readonly Counter<long> _readBytes;
    private readonly Counter<long> _failures;

    public CheckpointMetrics(Meter meter, TimeProvider time)
    {
        _time = time;
        _takeTime = meter.CreateDuration(
            "tableservice.storage.checkpoint.duration",
            "Taking of a checkpoint, from copying the index to its manifest");
        _restoreTime = meter.CreateDuration(
            "tableservice.storage.checkpoint.restore.duration", "Making of an index from a checkpoint, verified");
        _putBytes = meter.CreateCounter<long>(
            "tableservice.storage.checkpoint.put", "By", "Bytes put into the checkpoint store");
        _readBytes = meter.CreateCounter<long>(
            "tableservice.storage.checkpoint.hashed", "By", "Bytes of index files read for their hash");
        _failures = meter.CreateCounter<long>(
            "tableservice.storage.checkpoint.failures", "{attempt}", "Checkpoints that could not be taken");
    }

    /// <summary>
    /// The present, to be given to <see cref="Taken"/> or <see cref="Restored"/>; 0 when nobody listens.
    /// </summary>
    public long Start() => _takeTime.Start(_time) is not 0 and var start ? start : _restoreTime.Start(_time);

    /// <summary>A checkpoint is complete.</summary>
    public void Taken(long start) => _takeTime.RecordSince(_time, start);

    /// <summary>What a checkpoint, complete or not, has read and put.</summary>
    public void Moved(long putBytes, long hashedBytes)
    {
        _putBytes.Add(putBytes);
        _readBytes.Add(hashedBytes);
    }

    /// <summary>A checkpoint was given up.</summary>
    public void Failed() => _failures.Add(1);

    /// <summary>An index was made from a checkpoint.</summary>
    public void Restored(long start) => _restoreTime.RecordSince(_time, start);
}
