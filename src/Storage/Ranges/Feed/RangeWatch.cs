using System.Runtime.CompilerServices;
using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Ranges.Feed;

/// <summary>Follows one range: from the journal while behind, then from the tail.</summary>
internal sealed class RangeWatch(RangeContext range, RangeFeed feed)
{
    /// <summary>The changes that a request asks for, as <see cref="ITable.WatchAsync"/> promises them.</summary>
    public async IAsyncEnumerable<ChangeBatch> FollowAsync(
        WatchRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        feed.Join();
        try
        {
            await foreach (var batch in FollowJoinedAsync(request, cancellationToken).ConfigureAwait(false))
            {
                yield return batch;
            }
        }
        finally
        {
            feed.Leave();
        }
    }

    private async IAsyncEnumerable<ChangeBatch> FollowJoinedAsync(
        WatchRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = new WatchFilter(request, request.FromRevision ?? (feed.StatedLsn + 1));
        yield return filter.Take();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var position = feed.Look(filter.NextLsn);
            if (position.Wait is { } wait)
            {
                await wait.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            else if (position.Groups.Length > 0)
            {
                foreach (var batch in Pick(position.Groups, filter))
                {
                    yield return batch;
                }
            }
            else
            {
                await foreach (var batch in CatchUpAsync(filter, cancellationToken).ConfigureAwait(false))
                {
                    yield return batch;
                }
            }
        }
    }

    private static IEnumerable<ChangeBatch> Pick(FeedGroup[] groups, WatchFilter filter)
    {
        foreach (var group in groups)
        {
            foreach (var record in group.Records)
            {
                filter.Add(record);
                if (filter.IsDue)
                {
                    yield return filter.Take();
                }
            }
        }

        if (filter.HasChanges)
        {
            yield return filter.Take();
        }
    }

    // Reads up to what was published when it began, then tries the tail again; so it ends however fast writers are.
    private async IAsyncEnumerable<ChangeBatch> CatchUpAsync(
        WatchFilter filter,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reads = range.Engine.JournalReads;
        var target = feed.LastLsn;
        using var source = await reads.RunAsync(() => new JournalSource(range, filter.NextLsn)).ConfigureAwait(false);
        while (filter.NextLsn <= target)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await reads.RunAsync(() => source.Read(filter, target)).ConfigureAwait(false) is { } batch)
            {
                yield return batch;
            }
        }

        if (filter.HasProgress)
        {
            yield return filter.Take();
        }
    }

    /// <summary>Reads a journal into a filter; on the threads that read journals.</summary>
    private sealed class JournalSource(RangeContext range, long fromLsn) : IDisposable
    {
        private readonly IJournalReader _reader = Open(range, fromLsn);
        private RecordGroup? _group;
        private RecordGroup.Enumerator _records;

        /// <summary>Reads until a batch is due, or up to <paramref name="target"/>: then there may be none.</summary>
        public ChangeBatch? Read(WatchFilter filter, long target)
        {
            while (filter.NextLsn <= target)
            {
                if (_group is null)
                {
                    _group = _reader.TryRead(out var group) ? group : throw EndsEarly(filter.NextLsn);
                    _records = _group.GetEnumerator();
                }

                while (_records.MoveNext())
                {
                    filter.Add(FeedRecord.Decode(_records.Current));
                    if (filter.IsDue)
                    {
                        return filter.Take();
                    }
                }

                _group = null;
            }

            return null;
        }

        public void Dispose() => _reader.Dispose();

        private static IJournalReader Open(RangeContext range, long fromLsn)
        {
            if (range.Refusal is { } fault)
            {
                throw fault.ToException();
            }

            return fromLsn >= range.Journal.FirstLsn
                ? range.Journal.OpenReader(fromLsn)
                : throw Faults.RevisionCompacted(fromLsn, range.Journal.FirstLsn).ToException();
        }

        private TableException EndsEarly(long lsn) => Faults
            .Internal($"The journal of range {range.Descriptor.Id} ends before record {lsn}, which was published.")
            .ToException();
    }
}
