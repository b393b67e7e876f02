namespace Orleans.TableService.RocksDb;

/// <summary>
/// How a database is opened. Plain values, read once by <see cref="RocksDatabase.Open"/>; one object may serve many
/// databases. The defaults suit many small databases in one process.
/// </summary>
public sealed class RocksDatabaseOptions
{
    /// <summary>Whether a database that is absent is created. Default yes.</summary>
    public bool CreatesIfMissing { get; set; } = true;

    /// <summary>Whether a database that exists is refused. Default no.</summary>
    public bool RefusesExisting { get; set; }

    /// <summary>Whether damage stops the database rather than being skipped. Default yes.</summary>
    public bool ParanoidChecks { get; set; } = true;

    /// <summary>
    /// Whether writes go to RocksDB's own log. Without it, what was not flushed is lost in a crash. Default yes.
    /// </summary>
    public bool UsesWriteAheadLog { get; set; } = true;

    /// <summary>Whether each write waits until RocksDB's log is durable. Needs that log. Default no.</summary>
    public bool SyncsWrites { get; set; }

    /// <summary>Whether closing flushes what is only in memory. Default yes.</summary>
    public bool FlushesOnClose { get; set; } = true;

    /// <summary>Files held open; -1 for all. Default 256.</summary>
    public int OpenFilesMax { get; set; } = 256;

    /// <summary>Size at which a memtable is flushed, in bytes. Default 64 MiB.</summary>
    public long MemtableSizeBytes { get; set; } = 64L << 20;

    /// <summary>
    /// Memtables, the one being written included, that may be in memory before writes stop. Default 2.
    /// </summary>
    public int MemtablesMax { get; set; } = 2;

    /// <summary>Flushes and compactions of this database at once; the threads are the process's. Default 2.</summary>
    public int BackgroundJobsMax { get; set; } = 2;

    /// <summary>Compression of table files. Default LZ4.</summary>
    public RocksCompression Compression { get; set; } = RocksCompression.Lz4;

    /// <summary>Compression of the last level; none set means as the others.</summary>
    public RocksCompression? BottommostCompression { get; set; }

    /// <summary>Layout and caching of table files.</summary>
    public RocksTableOptions Table { get; set; } = new();

    /// <summary>Levels and their sizes.</summary>
    public RocksCompactionOptions Compaction { get; set; } = new();

    /// <summary>Separation of large values; none set means that values stay with their keys.</summary>
    public RocksBlobOptions? Blobs { get; set; }

    /// <summary>Bound on what flushes and compactions write; none set means unbounded.</summary>
    public RocksRateLimiter? RateLimiter { get; set; }

    /// <summary>Counters that this database adds to; none set means that nothing is counted.</summary>
    public RocksStatistics? Statistics { get; set; }

    /// <summary>Whether reads bypass the page cache. Default no.</summary>
    public bool UsesDirectReads { get; set; }

    /// <summary>Whether flushes and compactions bypass the page cache. Default no.</summary>
    public bool UsesDirectBackgroundInputOutput { get; set; }

    /// <summary>What goes to the <c>LOG</c> file. Default only warnings and worse.</summary>
    public RocksInfoLogLevel InfoLogLevel { get; set; } = RocksInfoLogLevel.Warning;

    /// <summary>Size at which a <c>LOG</c> file is succeeded by another, in bytes. Default 1 MiB.</summary>
    public long InfoLogSizeMaxBytes { get; set; } = 1 << 20;

    /// <summary><c>LOG</c> files kept, the current one included. Default 2.</summary>
    public int InfoLogFilesMax { get; set; } = 2;

    /// <summary>How often counters are written to the <c>LOG</c> file, in whole seconds. Default zero, never.</summary>
    public TimeSpan StatisticsDumpPeriod { get; set; }

    /// <summary>Space reserved for the manifest, in bytes. Default 64 KiB, because each database has one.</summary>
    public long ManifestPreallocationBytes { get; set; } = 64 << 10;

    /// <summary>
    /// Further options in RocksDB's text form, such as <c>max_total_wal_size=1048576;ttl=0</c>; they win over the
    /// properties, except for those of <see cref="Table"/>. Default none.
    /// </summary>
    public string AdditionalOptions { get; set; } = string.Empty;

    internal string ToText()
    {
        var text = new OptionsText();
        AppendDatabase(text);
        AppendColumnFamily(text);
        Compaction.AppendTo(text);
        Blobs?.AppendTo(text);
        return text + AdditionalOptions;
    }

    private void AppendDatabase(OptionsText text)
    {
        text.Add("create_if_missing", CreatesIfMissing);
        text.Add("error_if_exists", RefusesExisting);
        text.Add("paranoid_checks", ParanoidChecks);
        text.Add("avoid_flush_during_shutdown", !FlushesOnClose);
        text.Add("max_open_files", OpenFilesMax);
        text.Add("max_background_jobs", BackgroundJobsMax);
        text.Add("use_direct_reads", UsesDirectReads);
        text.Add("use_direct_io_for_flush_and_compaction", UsesDirectBackgroundInputOutput);
        text.AddWord("info_log_level", InfoLogLevel switch
        {
            RocksInfoLogLevel.Debug => "DEBUG_LEVEL",
            RocksInfoLogLevel.Information => "INFO_LEVEL",
            RocksInfoLogLevel.Warning => "WARN_LEVEL",
            RocksInfoLogLevel.Error => "ERROR_LEVEL",
            RocksInfoLogLevel.Fatal => "FATAL_LEVEL",
            _ => "HEADER_LEVEL",
        });
        text.Add("max_log_file_size", InfoLogSizeMaxBytes);
        text.Add("keep_log_file_num", InfoLogFilesMax);
        text.Add("stats_dump_period_sec", (long)StatisticsDumpPeriod.TotalSeconds);
        text.Add("stats_persist_period_sec", 0L);
        text.Add("manifest_preallocation_size", ManifestPreallocationBytes);

        // Opening would otherwise read the properties of every file, of every database of the process.
        text.Add("skip_stats_update_on_db_open", true);
    }

    private void AppendColumnFamily(OptionsText text)
    {
        text.Add("write_buffer_size", MemtableSizeBytes);
        text.Add("max_write_buffer_number", MemtablesMax);
        text.Add("compression", Compression);
        if (BottommostCompression is { } bottommost)
        {
            text.Add("bottommost_compression", bottommost);
        }
    }
}
