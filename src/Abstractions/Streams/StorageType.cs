namespace Orleans.TableService;

/// <summary>What a stream is used as.</summary>
public enum StorageType
{
    /// <summary>A sequence of records.</summary>
    Stream = 1,

    /// <summary>A stream viewed as key to value.</summary>
    Table = 2,
}
