namespace Orleans.TableService;

/// <summary>What a watch follows: the lKeys of an interval under one pKey.</summary>
public sealed record WatchRequest
{
    /// <summary>The pKey.</summary>
    public required ReadOnlyMemory<byte> PKey { get; init; }

    /// <summary>The lKeys; <see cref="KeyInterval.Single"/> for one key. Default all of the pKey.</summary>
    public KeyInterval LKeys { get; init; } = KeyInterval.All;

    /// <summary>
    /// First revision of interest; <see langword="null"/> begins behind what is committed now. 1 replays the whole
    /// history.
    /// A revision that is trimmed away is <see cref="FaultCode.RevisionCompacted"/>; one in the future waits for it.
    /// </summary>
    public long? FromRevision { get; init; }
}
