namespace Orleans.TableService;

/// <summary>What is chosen when a stream is created.</summary>
public sealed record StreamConfiguration
{
    /// <summary>Most ranges that a stream can be created with.</summary>
    public const int InitialRangesMax = 1024;

    /// <summary>How ranges divide the pKeys. Default <see cref="KeyType.Hash"/>.</summary>
    public KeyType KeyType { get; init; } = KeyType.Hash;

    /// <summary>What the stream is used as. Default <see cref="StorageType.Table"/>.</summary>
    public StorageType StorageType { get; init; } = StorageType.Table;

    /// <summary>
    /// Ranges at creation, 1 to 1024. Default 1. A RAW stream's are split evenly by the first two key bytes.
    /// </summary>
    public int InitialRanges { get; init; } = 1;

    /// <summary>
    /// Whether every change carries the value that it replaced, for watches. Default no: it costs journal space.
    /// </summary>
    public bool KeepPreviousValues { get; init; }

    /// <summary>
    /// How much history is kept. Default <see langword="null"/>: <see cref="HistoryRetention.TableDefault"/> for a
    /// table, <see cref="HistoryRetention.Unlimited"/> for a stream.
    /// </summary>
    public HistoryRetention? Retention { get; init; }

    /// <summary>The retention that counts: <see cref="Retention"/>, or the default of the storage type.</summary>
    public HistoryRetention EffectiveRetention => Retention
        ?? (StorageType == StorageType.Table ? HistoryRetention.TableDefault : HistoryRetention.Unlimited);

    /// <summary>
    /// Size in bytes from which values of a table lie in files of their own, 4 KiB to 16 MiB. Default
    /// <see langword="null"/>: they lie with their keys. It pays where large values are seldom read and
    /// often moved by compactions: the benchmark <c>values</c> of tests/Benchmarks measures both.
    /// </summary>
    public int? SeparateValuesFromBytes { get; init; }
}
