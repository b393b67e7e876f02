using System.Buffers;
using Orleans.TableService.RocksDb;
using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Ranges.Evaluation;

namespace Orleans.TableService.Storage.Ranges;

/// <summary>
/// Answers single gets where they are asked, when memory alone tells the answer: see decision 0011. Safe
/// for use by many threads.
/// </summary>
/// <remarks>
/// The promises are those of <see cref="RangeReader"/>: what is settled is looked at after the request came, the index
/// after that, the fence last.
/// </remarks>
internal sealed class MemoryReader(RangeContext range, IndexSlot slot, UnappliedEntries unapplied)
{
    // Keys of usual length need no rented buffer.
    private const int StackBytes = 512;

    // After a miss this many gets are not tried: of a table that is not in memory one in 16 costs a look more.
    private const int SkippedAfterMiss = 15;

    private int _skipped;

    /// <summary>Carries out a transaction that is one get.</summary>
    /// <returns><see langword="false"/> when it must be queued: nothing has happened then.</returns>
    public bool TryAnswer(TableTransaction transaction, long hash, out TransactionOutcome outcome)
    {
        outcome = default;
        if (!IsGet(transaction) || IsSkipped() || slot.TryAcquire() is not { } index)
        {
            return false;
        }

        try
        {
            return TryAnswer(index, transaction.PKey.Span, (GetOperation)transaction.Success[0], hash, out outcome);
        }
        catch (Exception e) when (e is RocksException or InvalidDataException)
        {
            range.Stop(e, "reading its index");
            return false;
        }
        finally
        {
            slot.Release();
        }
    }

    private static bool IsGet(TableTransaction transaction) =>
        transaction.Success.Count == 1
        && transaction.Success[0] is GetOperation
        && transaction.Compares.Count + transaction.Failure.Count == 0;

    private bool TryAnswer(
        RangeIndex index,
        ReadOnlySpan<byte> pKey,
        GetOperation get,
        long hash,
        out TransactionOutcome outcome)
    {
        outcome = default;
        if (!TryRead(index, pKey, get.LKey.Span, hash, out var state, out var revision))
        {
            Volatile.Write(ref _skipped, SkippedAfterMiss);
            return false;
        }

        if (range.Journal.IsFenced)
        {
            range.Stop(RangeFaults.Fenced(range.Descriptor.Id));
            return false;
        }

        outcome = new TransactionOutcome(new TransactionResult
        {
            Succeeded = true,
            Revision = revision,
            Results = new OperationResult[] { new GetResult { Entry = state.Exists ? state.ToEntry(get.LKey) : null } },
        });
        return true;
    }

    private bool TryRead(
        RangeIndex index,
        ReadOnlySpan<byte> pKey,
        ReadOnlySpan<byte> lKey,
        long hash,
        out EntryState state,
        out long revision)
    {
        var keyType = range.Descriptor.KeyType;
        var size = IndexKey.PrefixLength(keyType, pKey) + lKey.Length;
        var rented = size > StackBytes ? ArrayPool<byte>.Shared.Rent(size) : null;
        var key = rented ?? stackalloc byte[StackBytes];
        var length = IndexKey.WritePrefix(keyType, hash, pKey, key);
        lKey.CopyTo(key[length..]);
        var isRead = TryRead(index, key[..(length + lKey.Length)], out state, out revision);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return isRead;
    }

    private bool TryRead(RangeIndex index, ReadOnlySpan<byte> key, out EntryState state, out long revision)
    {
        var hash = KeyHash.Of(key);
        return unapplied.TryGet(key, hash, out state, out revision)
            || index.TryReadFromMemory(key, hash, range.Imports, out state, ref revision);
    }

    // Two that come at once may count one skip: what matters is that there are some.
    private bool IsSkipped()
    {
        var skipped = Volatile.Read(ref _skipped);
        if (skipped > 0)
        {
            Volatile.Write(ref _skipped, skipped - 1);
        }

        return skipped > 0;
    }
}
