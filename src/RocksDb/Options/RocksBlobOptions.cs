namespace Orleans.TableService.RocksDb;

/// <summary>
/// Keeps large values in blob files, apart from their keys, so that compactions need not rewrite them.
/// </summary>
public sealed class RocksBlobOptions
{
    /// <summary>Smallest value that goes to a blob file, in bytes. Default 4 KiB.</summary>
    public long ValueSizeMinBytes { get; set; } = 4 << 10;

    /// <summary>Size of a blob file, in bytes. Default 256 MiB.</summary>
    public long FileSizeBytes { get; set; } = 256L << 20;

    /// <summary>Compression of blobs. Default LZ4.</summary>
    public RocksCompression Compression { get; set; } = RocksCompression.Lz4;

    /// <summary>Whether compactions move live values out of the oldest blob files. Default yes.</summary>
    public bool CollectsGarbage { get; set; } = true;

    /// <summary>Share of the oldest blob files that compactions collect, 0 to 1. Default 0.25.</summary>
    public double GarbageAgeCutoff { get; set; } = 0.25;

    /// <summary>
    /// Share of garbage in the oldest files that starts a compaction by itself, 0 to 1. Default 1, never.
    /// </summary>
    public double GarbageForceThreshold { get; set; } = 1;

    /// <summary>Cache of blobs, which may be the block cache. Default none.</summary>
    public RocksCache? Cache { get; set; }

    internal void AppendTo(OptionsText text)
    {
        text.Add("enable_blob_files", true);
        text.Add("min_blob_size", ValueSizeMinBytes);
        text.Add("blob_file_size", FileSizeBytes);
        text.Add("blob_compression_type", Compression);
        text.Add("enable_blob_garbage_collection", CollectsGarbage);
        text.Add("blob_garbage_collection_age_cutoff", GarbageAgeCutoff);
        text.Add("blob_garbage_collection_force_threshold", GarbageForceThreshold);
    }
}
