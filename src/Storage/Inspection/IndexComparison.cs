using Orleans.TableService.RocksDb;
using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Inspection;

/// <summary>Walks an index and what its journal leads to side by side.</summary>
/// <param name="keyType">How the stream divides pKeys.</param>
/// <param name="trimmedBelow">Records below it are gone from the journal; 0 if it is whole.</param>
/// <param name="whenDifferent">Told of every key that differs.</param>
internal sealed class IndexComparison(KeyType keyType, long trimmedBelow, Action<IndexDifference> whenDifferent)
{
    private const int GuessedKeysMax = 100;

    public long KeyCount { get; private set; }

    public long DifferenceCount { get; private set; }

    public long UnverifiableCount { get; private set; }

    /// <summary>Tells from an index's keys how its stream divides pKeys: a hash fits to no other key.</summary>
    public static KeyType GuessKeyType(RocksDatabase index)
    {
        using var entries = index.CreateIterator();
        var isAny = entries.Seek([(byte)IndexKeyKind.Entry]);
        for (var i = 0; i < GuessedKeysMax && isAny; i++)
        {
            if (TryParse(KeyType.Hash, entries.Key) is not null)
            {
                return KeyType.Hash;
            }

            isAny = entries.Next();
        }

        return KeyType.Raw;
    }

    /// <summary>Compares all entries.</summary>
    public void Run(RocksDatabase index, ReplayedEffects effects, CancellationToken cancellationToken)
    {
        using var left = index.CreateIterator();
        using var right = effects.Walk();
        var hasLeft = left.Seek([(byte)IndexKeyKind.Entry]) && IsEntry(left.Key);
        var hasRight = right.SeekToFirst();
        while (hasLeft || hasRight)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var order = !hasLeft ? 1 : !hasRight ? -1 : left.Key.SequenceCompareTo(right.Key);
            Compare(
                order <= 0 ? left.Key : right.Key,
                order <= 0 ? left.Value : default,
                order >= 0 ? right.Value : default,
                isInJournal: order >= 0);
            hasLeft = order <= 0 ? left.Next() && IsEntry(left.Key) : hasLeft;
            hasRight = order >= 0 ? right.Next() : hasRight;
        }
    }

    private void Compare(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> inIndex, ReadOnlySpan<byte> inJournal, bool isInJournal)
    {
        if (inIndex.IsEmpty && inJournal.IsEmpty)
        {
            return;
        }

        KeyCount++;
        if (inIndex.SequenceEqual(inJournal))
        {
            return;
        }

        var (pKey, lKey) = TryParse(keyType, key) ?? ([], key.ToArray());
        var held = TryRead(inIndex, lKey);
        if (!isInJournal && held is not null && held.ModRevision < trimmedBelow)
        {
            UnverifiableCount++;
            return;
        }

        DifferenceCount++;
        whenDifferent(new IndexDifference(pKey, lKey, held, TryRead(inJournal, lKey)));
    }

    private static TableEntry? TryRead(ReadOnlySpan<byte> value, byte[] lKey)
    {
        try
        {
            return value.IsEmpty ? null : EntryCodec.Read(value).ToEntry(lKey);
        }
        catch (InvalidDataException)
        {
            // Shown as nothing: the difference itself is what counts.
            return null;
        }
    }

    private static (byte[] PKey, byte[] LKey)? TryParse(KeyType keyType, ReadOnlySpan<byte> key)
    {
        try
        {
            return IndexKey.Parse(keyType, key);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static bool IsEntry(ReadOnlySpan<byte> key) => key.Length > 0 && key[0] == (byte)IndexKeyKind.Entry;
}
