namespace Orleans.TableService;

/// <summary>
/// Bounds of <see cref="StreamConfiguration.SeparateValuesFromBytes"/>: large values lie apart from their keys, so that
/// they are not rewritten whenever keys are compacted.
/// </summary>
public static class ValueSeparation
{
    /// <summary>The least size from which values may be separated: below it a read of its own costs more.</summary>
    public const int FromBytesMin = 4 << 10;

    /// <summary>The greatest, which no value reaches.</summary>
    public const int FromBytesMax = 16 << 20;

    /// <summary>What is wrong with a size; <see langword="null"/> if nothing is.</summary>
    public static Fault? Check(int? fromBytes) =>
        fromBytes is null or (>= FromBytesMin and <= FromBytesMax)
            ? null
            : Faults.InvalidRequest(
                "separate_values_from_bytes", $"Values are separated from {FromBytesMin} to {FromBytesMax} bytes on.");
}
