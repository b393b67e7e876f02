using System.ComponentModel.DataAnnotations;

namespace Orleans.TableService;

/// <summary>How large requests may be. Checked where a request enters and again in the range.</summary>
public sealed class TableLimits
{
    /// <summary>Most keys that one deleteRange removes.</summary>
    public const int DeleteRangeKeysMax = 10_000;

    /// <summary>Most bytes of a pKey and of an lKey. Default 4 KiB.</summary>
    [Range(1, 64 << 10)]
    public int KeySizeMaxBytes { get; set; } = 4 << 10;

    /// <summary>Most bytes of a value. Default 15 MiB.</summary>
    [Range(1, 15 << 20)]
    public int ValueSizeMaxBytes { get; set; } = 15 << 20;

    /// <summary>Most compares and operations of a transaction, all lists together. Default 128.</summary>
    [Range(1, 1024)]
    public int TransactionOperationsMax { get; set; } = 128;

    /// <summary>Most bytes of a transaction's keys and values. Default 16 MiB.</summary>
    [Range(1, 16 << 20)]
    public int TransactionSizeMaxBytes { get; set; } = 16 << 20;

    /// <summary>Bytes of keys and values at which a page ends; it holds at least one entry. Default 4 MiB.</summary>
    [Range(1, 4 << 20)]
    public int PageSizeMaxBytes { get; set; } = 4 << 20;
}
