namespace Orleans.TableService.Storage.Ranges;

/// <summary>What a range must know of itself before it opens.</summary>
public sealed record RangeDescriptor
{
    /// <summary>Which range.</summary>
    public required RangeId Id { get; init; }

    /// <summary>Identity of its journal, chosen when the range was created.</summary>
    public required Guid JournalId { get; init; }

    /// <summary>How its stream divides pKeys.</summary>
    public required KeyType KeyType { get; init; }

    /// <summary>The routing keys that it owns.</summary>
    public required KeyInterval Interval { get; init; }

    /// <summary>Version of the range map that this descriptor is from.</summary>
    public required long MapVersion { get; init; }

    /// <summary>Whether records carry the values that they replace.</summary>
    public bool KeepPreviousValues { get; init; }

    /// <summary>How much history its journal keeps. Default all of it.</summary>
    public HistoryRetention Retention { get; init; } = HistoryRetention.Unlimited;

    /// <summary>
    /// Size in bytes from which its index keeps values in files of their own; <see langword="null"/> for never.
    /// </summary>
    public int? SeparateValuesFromBytes { get; init; }

    /// <summary>Whether the range is responsible for a pKey.</summary>
    /// <param name="pKey">The pKey.</param>
    /// <param name="hash">Its hash; 0 where streams divide raw pKeys.</param>
    internal bool Owns(ReadOnlySpan<byte> pKey, out long hash)
    {
        hash = 0;
        if (KeyType == KeyType.Raw)
        {
            return Interval.Contains(pKey);
        }

        hash = Murmur3.Hash(pKey);
        Span<byte> routingKey = stackalloc byte[RoutingKey.HashLengthBytes];
        RoutingKey.WriteHash(hash, routingKey);
        return Interval.Contains(routingKey);
    }
}
