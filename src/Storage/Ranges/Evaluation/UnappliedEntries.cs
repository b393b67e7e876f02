using System.Runtime.InteropServices;
using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Ranges.Evaluation;

/// <summary>
/// What is durable and acknowledged, but not in the index yet: whoever reads a key looks here first.
/// </summary>
/// <remarks>
/// Two layers: groups that become durable are merged into one, while the other is being brought into the index. Only
/// the range's writer changes them, so it reads them as it likes; others see them through <see cref="TryGet"/>.
/// </remarks>
/// <param name="shared">What all ranges hold.</param>
/// <param name="lastLsn">What the index will have when it is opened.</param>
internal sealed class UnappliedEntries(UnappliedBudget shared, long lastLsn)
{
    private readonly Lock _lock = new();
    private readonly Queue<(long Lsn, TaskCompletionSource Applied)> _waits = new();
    private OverlayLayer _filling = new();
    private OverlayLayer _applying = new();
    private UnappliedHead _fillingHead;
    private UnappliedHead _applyingHead;
    private long _lastLsn = lastLsn;
    private long _appliedLsn = lastLsn;
    private int _count;

    /// <summary>The newest revision that replies may state.</summary>
    public long LastLsn => Volatile.Read(ref _lastLsn);

    /// <summary>Whether the index has everything. For the writer.</summary>
    public bool IsEmpty => _count == 0 && !HasFilling && !IsApplying;

    /// <summary>Whether another group may be evaluated. For the writer.</summary>
    public bool HasRoom =>
        Batch.HasRoom(_filling.Keys.Count, _fillingHead.HeldBytes) && (!shared.IsFull || IsEmpty);

    /// <summary>Whether there is so much that bringing it into the index is worth its while. For the writer.</summary>
    public bool IsBatch => shared.IsFull || Batch.IsFull(_filling.Keys.Count, _fillingHead.HeldBytes);

    /// <summary>
    /// Whether readers wait for what is brought into the index, so that it is to come in small batches. For the writer.
    /// </summary>
    public bool IsAwaited { get; set; }

    /// <summary>Whether there is anything that nobody brings into the index yet. For the writer.</summary>
    public bool HasFilling => _fillingHead.Bytes > 0;

    /// <summary>Whether a layer is being brought into the index. For the writer.</summary>
    public bool IsApplying => _applyingHead.Bytes > 0;

    /// <summary>What is being brought into the index. For the writer.</summary>
    public OverlayLayer Applying => _applying;

    private ApplyBatch Batch => ApplyBatch.Of(shared.RangeCount, IsAwaited);

    /// <summary>Adds the layers to a list, oldest first. For the writer.</summary>
    public void AddTo(List<OverlayLayer> layers)
    {
        if (_applying.Keys.Count > 0)
        {
            layers.Add(_applying);
        }

        if (_filling.Keys.Count > 0)
        {
            layers.Add(_filling);
        }
    }

    /// <summary>Looks for a key; safe for use by any thread.</summary>
    /// <param name="key">The index key.</param>
    /// <param name="hash">The key's hash.</param>
    /// <param name="state">Its state; the value is the caller's own.</param>
    /// <param name="lsn">The revision of which this is, or of which the index tells when the key is not here.</param>
    public bool TryGet(ReadOnlySpan<byte> key, int hash, out EntryState state, out long lsn)
    {
        // In this order: whatever is not here any more when the count is read is in the index.
        lsn = Volatile.Read(ref _lastLsn);
        state = default;
        if (Volatile.Read(ref _count) == 0)
        {
            return false;
        }

        lock (_lock)
        {
            lsn = _lastLsn;
            if (!_filling.TryGet(key, hash, out state) && !_applying.TryGet(key, hash, out state))
            {
                return false;
            }

            // The layer's memory will be used for other values.
            state = state.WithOwnValue();
            return true;
        }
    }

    /// <summary>
    /// Completes when the index has everything that is settled now; never, if the range stops before.
    /// Safe for use by any thread.
    /// </summary>
    public Task WhenAppliedAsync()
    {
        lock (_lock)
        {
            if (_appliedLsn >= _lastLsn)
            {
                return Task.CompletedTask;
            }

            var applied = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waits.Enqueue((_lastLsn, applied));
            return applied.Task;
        }
    }

    /// <summary>Takes in a durable group, whose replies may be released then. For the writer.</summary>
    public void Add(WriteGroup group)
    {
        var records = group.Records!;
        lock (_lock)
        {
            _filling.TakeIn(group.Layer);

            // In this order: who sees the Lsn also sees that there is something.
            _count = _filling.Keys.Count + _applying.Keys.Count;
            Volatile.Write(ref _lastLsn, records.LastLsn);
        }

        var held = MemoryMarshal.TryGetArray(records.Bytes, out var array) ? array.Array!.Length : records.Bytes.Length;
        shared.Add(held, HasFilling || IsApplying ? 0 : 1);
        _fillingHead = new UnappliedHead(
            records, group.CommitMs, _fillingHead.Bytes + records.Bytes.Length, _fillingHead.HeldBytes + held);
    }

    /// <summary>
    /// Takes what there is to be brought into the index; nothing else is then until <see cref="EndApply"/>.
    /// </summary>
    public OverlayLayer BeginApply(out UnappliedHead head)
    {
        lock (_lock)
        {
            (_applying, _filling) = (_filling, _applying);
        }

        (_applyingHead, _fillingHead) = (_fillingHead, default);
        head = _applyingHead;
        return _applying;
    }

    /// <summary>What <see cref="BeginApply"/> took is in the index. For the writer.</summary>
    public void EndApply()
    {
        var head = _applyingHead;
        _applyingHead = default;
        shared.Add(-head.HeldBytes, HasFilling ? 0 : -1);
        lock (_lock)
        {
            _applying.Clear();
            _count = _filling.Keys.Count;
            _appliedLsn = head.Records.LastLsn;
            while (_waits.TryPeek(out var wait) && wait.Lsn <= _appliedLsn)
            {
                _waits.Dequeue().Applied.SetResult();
            }
        }
    }

    /// <summary>Gives back room that is not in use, when there is nothing here. For the writer.</summary>
    public void ReleaseRoom()
    {
        lock (_lock)
        {
            _filling.ReleaseRoom();
            _applying.ReleaseRoom();
        }
    }

    /// <summary>
    /// Nothing more comes into the index, for the range has stopped; readers still find what there is.
    /// </summary>
    public void Abandon()
    {
        shared.Add(-_applyingHead.HeldBytes - _fillingHead.HeldBytes, HasFilling || IsApplying ? -1 : 0);
        _applyingHead = default;
        _fillingHead = default;
    }
}
