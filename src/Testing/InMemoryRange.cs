using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Orleans.TableService.Testing;

/// <summary>One range: its rows, its whole history, and those who wait for more of it.</summary>
internal sealed class InMemoryRange(RangeId id, KeyInterval interval, StreamInfo stream, InMemorySettings settings)
{
    private static readonly ImmutableSortedDictionary<ReadOnlyMemory<byte>, TableEntry> NoRows =
        ImmutableSortedDictionary.Create<ReadOnlyMemory<byte>, TableEntry>(KeyComparer.Instance);

    private readonly Lock _lock = new();
    private readonly SortedDictionary<ReadOnlyMemory<byte>, ImmutableSortedDictionary<ReadOnlyMemory<byte>, TableEntry>>
        _rowsByPKey = new(KeyComparer.Instance);
    private readonly List<Commit> _history = [];
    private TaskCompletionSource _grown = NewSignal();
    private DateTimeOffset _clock = DateTimeOffset.MinValue;
    private long _trimmedRevision;
    private bool _isDeleted;

    public KeyInterval Interval => interval;

    private long LastRevision => _trimmedRevision + _history.Count;

    public RangeInfo GetInfo()
    {
        lock (_lock)
        {
            return new RangeInfo
            {
                Id = id,
                Interval = interval,
                State = RangeState.Active,
                Owner = "memory",
                Epoch = 1,
                Revision = LastRevision,
                OldestRevision = _trimmedRevision + 1,
                KeysEstimate = _rowsByPKey.Values.Sum(rows => (long)rows.Count),
            };
        }
    }

    public TransactionOutcome Commit(TableTransaction transaction)
    {
        if (TransactionCheck.Check(transaction, settings.Limits) is { } refused)
        {
            return new TransactionOutcome(refused);
        }

        lock (_lock)
        {
            if (_isDeleted)
            {
                return new TransactionOutcome(Faults.StreamNotFound(stream.Name));
            }

            var rows = _rowsByPKey.GetValueOrDefault(transaction.PKey, NoRows);
            var model = new TransactionModel(rows, LastRevision + 1, settings.Limits.PageSizeMaxBytes);
            if (model.Run(transaction) is { } fault)
            {
                return new TransactionOutcome(fault);
            }

            Apply(transaction.PKey.ToArray(), model);
            return new TransactionOutcome(new TransactionResult
            {
                Succeeded = model.Succeeded,
                Revision = LastRevision,
                Results = model.Results,
            });
        }
    }

    public async IAsyncEnumerable<ChangeBatch> WatchAsync(
        WatchRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (TransactionCheck.Check(request, settings.Limits) is { } refused)
        {
            throw refused.ToException();
        }

        var seen = request.FromRevision - 1 ?? Read(long.MaxValue).Revision;
        Read(seen);
        yield return new ChangeBatch { Revision = seen, Changes = [] };
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (revision, commits, grown) = Read(seen);
            var changes = commits.SelectMany(commit => commit.Of(request)).ToList();
            seen = Math.Max(seen, revision);
            if (changes.Count > 0)
            {
                yield return new ChangeBatch { Revision = seen, Changes = changes };
            }

            await grown.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Forgets the history below a revision; what the rows hold stays.</summary>
    public void Trim(long belowRevision)
    {
        lock (_lock)
        {
            var trimmed = Math.Clamp(belowRevision - 1, _trimmedRevision, LastRevision);
            _history.RemoveRange(0, (int)(trimmed - _trimmedRevision));
            _trimmedRevision = trimmed;
        }
    }

    public void Delete()
    {
        lock (_lock)
        {
            _isDeleted = true;
            _grown.SetResult();
        }
    }

    private void Apply(ReadOnlyMemory<byte> pKey, TransactionModel model)
    {
        // A commit time never goes back, whatever the clock does.
        var now = settings.TimeProvider.GetUtcNow();
        var committedAt = now > _clock ? now : _clock;
        var changes = model.Changes(stream.Configuration.KeepPreviousValues, committedAt).ToList();
        if (changes.Count == 0)
        {
            return;
        }

        _clock = committedAt;
        _rowsByPKey[pKey] = model.Rows;
        _history.Add(new Commit(pKey, changes));
        var grown = _grown;
        _grown = NewSignal();
        grown.SetResult();
    }

    /// <summary>What was committed behind a revision, and a task that ends when there is more.</summary>
    private (long Revision, IReadOnlyList<Commit> Commits, Task Grown) Read(long behind)
    {
        lock (_lock)
        {
            if (_isDeleted)
            {
                throw Faults.StreamNotFound(stream.Name).ToException();
            }

            if (behind < _trimmedRevision)
            {
                throw Faults.RevisionCompacted(behind + 1, _trimmedRevision + 1).ToException();
            }

            var first = (int)Math.Min(behind - _trimmedRevision, _history.Count);
            return (LastRevision, _history.GetRange(first, _history.Count - first), _grown.Task);
        }
    }

    // Watchers go on elsewhere: nothing of theirs runs under the lock.
    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
