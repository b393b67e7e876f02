namespace Orleans.TableService.RocksDb;

/// <summary>How a database arranges its files in levels. The defaults are RocksDB's.</summary>
public sealed class RocksCompactionOptions
{
    /// <summary>Whether compactions start by themselves. Default yes.</summary>
    public bool IsAutomatic { get; set; } = true;

    /// <summary>Whether files are kept as sorted runs ("universal") rather than in levels. Default no.</summary>
    public bool IsUniversal { get; set; }

    /// <summary>Files in level 0 that start a compaction. Default 4.</summary>
    public int Level0CompactionFiles { get; set; } = 4;

    /// <summary>Files in level 0 that slow writes down. Default 20.</summary>
    public int Level0SlowdownFiles { get; set; } = 20;

    /// <summary>Files in level 0 that stop writes. Default 36.</summary>
    public int Level0StopFiles { get; set; } = 36;

    /// <summary>Size of a table file, in bytes. Default 64 MiB.</summary>
    public long FileSizeBytes { get; set; } = 64L << 20;

    /// <summary>Size of level 1, in bytes. Default 256 MiB.</summary>
    public long LevelBaseSizeBytes { get; set; } = 256L << 20;

    /// <summary>How many times larger each level is than the one above. Default 10.</summary>
    public double LevelSizeMultiplier { get; set; } = 10;

    /// <summary>
    /// Whether level sizes follow from that of the last level, which bounds wasted space. Default yes.
    /// </summary>
    public bool HasDynamicLevels { get; set; } = true;

    /// <summary>Threads that share one compaction. Default 1.</summary>
    public int SubcompactionsMax { get; set; } = 1;

    /// <summary>How far compactions read ahead, in bytes; zero lets RocksDB choose. Default zero.</summary>
    public long ReadAheadBytes { get; set; }

    internal void AppendTo(OptionsText text)
    {
        text.Add("disable_auto_compactions", !IsAutomatic);
        text.AddWord("compaction_style", IsUniversal ? "kCompactionStyleUniversal" : "kCompactionStyleLevel");
        text.Add("level0_file_num_compaction_trigger", Level0CompactionFiles);
        text.Add("level0_slowdown_writes_trigger", Level0SlowdownFiles);
        text.Add("level0_stop_writes_trigger", Level0StopFiles);
        text.Add("target_file_size_base", FileSizeBytes);
        text.Add("max_bytes_for_level_base", LevelBaseSizeBytes);
        text.Add("max_bytes_for_level_multiplier", LevelSizeMultiplier);
        text.Add("level_compaction_dynamic_level_bytes", HasDynamicLevels);
        text.Add("max_subcompactions", SubcompactionsMax);
        if (ReadAheadBytes > 0)
        {
            text.Add("compaction_readahead_size", ReadAheadBytes);
        }
    }
}
