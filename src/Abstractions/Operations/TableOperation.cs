namespace Orleans.TableService;

/// <summary>One step of a transaction; all its steps work on the transaction's pKey.</summary>
public abstract record TableOperation
{
    private protected TableOperation()
    {
    }
}

/// <summary>
/// Writes bytes to a key. Fails with <see cref="FaultCode.WrongValueType"/> on a key that holds a number.
/// </summary>
public sealed record PutOperation : TableOperation
{
    /// <summary>The local key.</summary>
    public required ReadOnlyMemory<byte> LKey { get; init; }

    /// <summary>The new value.</summary>
    public required ReadOnlyMemory<byte> Value { get; init; }

    /// <summary>Only if the key has this version; -1: only if it is absent; <see langword="null"/>: always.</summary>
    public long? ExpectedVersion { get; init; }

    /// <summary>
    /// Only if the key was last written at this revision; -1: only if it is absent; <see langword="null"/>: always.
    /// </summary>
    public long? ExpectedRevision { get; init; }

    /// <summary>Whether the result carries the entry that was replaced.</summary>
    public bool ReturnPrevious { get; init; }
}

/// <summary>Reads one key.</summary>
public sealed record GetOperation : TableOperation
{
    /// <summary>The local key.</summary>
    public required ReadOnlyMemory<byte> LKey { get; init; }
}

/// <summary>Removes one key; an absent key is no error.</summary>
public sealed record DeleteOperation : TableOperation
{
    /// <summary>The local key.</summary>
    public required ReadOnlyMemory<byte> LKey { get; init; }

    /// <summary>
    /// Only if the key has this version; <see langword="null"/>: always. An absent key fails the condition.
    /// </summary>
    public long? ExpectedVersion { get; init; }

    /// <summary>
    /// Only if the key was last written at this revision; <see langword="null"/>: always. An absent key fails the
    /// condition.
    /// </summary>
    public long? ExpectedRevision { get; init; }

    /// <summary>Whether the result carries the entry that was removed.</summary>
    public bool ReturnPrevious { get; init; }
}

/// <summary>
/// Adds to a number; an absent key counts as 0. Fails with <see cref="FaultCode.WrongValueType"/> on bytes and with
/// <see cref="FaultCode.NumberOverflow"/> when the sum does not fit into 64 bits.
/// </summary>
public sealed record IncrementOperation : TableOperation
{
    /// <summary>The local key.</summary>
    public required ReadOnlyMemory<byte> LKey { get; init; }

    /// <summary>What to add; may be negative.</summary>
    public required long Amount { get; init; }
}

/// <summary>Reads the lKeys of an interval, in unsigned byte order, one page at a time.</summary>
public sealed record RangeOperation : TableOperation
{
    /// <summary>The lKeys to read.</summary>
    public required KeyInterval LKeys { get; init; }

    /// <summary>
    /// Most entries of the page; 0 leaves it to the page's limit in bytes. A page holds at least one entry if there
    /// is one.
    /// </summary>
    public int Limit { get; init; }

    /// <summary>From the greatest key down instead of from the least up.</summary>
    public bool Descending { get; init; }

    /// <summary>Whether values stay behind.</summary>
    public bool KeysOnly { get; init; }

    /// <summary>Only counts: all keys of the interval, whatever the limit.</summary>
    public bool CountOnly { get; init; }
}

/// <summary>
/// Removes every key of an interval, at most 10,000: more is <see cref="FaultCode.TooLarge"/> and removes none.
/// </summary>
public sealed record DeleteRangeOperation : TableOperation
{
    /// <summary>The lKeys to remove.</summary>
    public required KeyInterval LKeys { get; init; }

    /// <summary>Most keys to remove, the least first; 0 removes all. The result says whether some are left.</summary>
    public int Limit { get; init; }

    /// <summary>Whether the result carries the entries that were removed.</summary>
    public bool ReturnPrevious { get; init; }
}
