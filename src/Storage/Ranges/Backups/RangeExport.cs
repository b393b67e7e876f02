using System.Buffers;
using Orleans.TableService.RocksDb;
using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Threads;

namespace Orleans.TableService.Storage.Ranges.Backups;

/// <summary>Reads one range as of one moment, a chunk at a time, when its reader asks for it.</summary>
/// <remarks>
/// The index stays open and what it pins stays on disk until the end, or until the reader has asked for nothing for too
/// long.
/// </remarks>
internal sealed class RangeExport : ScheduledWork, IDisposable
{
    /// <summary>How long a reader may take between two chunks.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const int ChunkSizeBytes = 1 << 20;

    private readonly RangeContext _range;
    private readonly IndexSlot _slot;
    private readonly long _fromLsn;
    private readonly Action _applyNow;
    private readonly ITimer _timer;
    private readonly MultiGetResult _values = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ArrayBufferWriter<byte> _entries = new(ChunkSizeBytes + (ChunkSizeBytes / 4));
    private TaskCompletionSource<BackupChunk>? _wanted;
    private IndexSnapshot? _snapshot;
    private IIndexCursor? _cursor;
    private bool _isMore;
    private volatile bool _isEnding;
    private volatile bool _isLate;

    /// <summary>Makes the export.</summary>
    /// <param name="range">What to read.</param>
    /// <param name="slot">The range's index.</param>
    /// <param name="fromLsn">What the index must hold before it is read.</param>
    /// <param name="applyNow">Sees to it that it comes there; the export is scheduled then.</param>
    public RangeExport(RangeContext range, IndexSlot slot, long fromLsn, Action applyNow)
        : base(range.Engine.Scans)
    {
        (_fromLsn, _applyNow) = (fromLsn, applyNow);
        _range = range;
        _slot = slot;
        _timer = range.Engine.Time.CreateTimer(_ => GiveUp(), null, Patience, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Completes when nothing of the index is held any more.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The next chunk; one call at a time, and none after the last chunk.</summary>
    /// <exception cref="TableException">The range stopped, or the reader was too slow.</exception>
    public Task<BackupChunk> NextAsync()
    {
        var wanted = new TaskCompletionSource<BackupChunk>(TaskCreationOptions.RunContinuationsAsynchronously);
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Volatile.Write(ref _wanted, wanted);
        Schedule();
        return wanted.Task;
    }

    /// <summary>Lets go of everything; <see cref="Ended"/> says when that is done.</summary>
    public void Dispose()
    {
        _isEnding = true;
        Schedule();
    }

    /// <inheritdoc/>
    protected override void Step()
    {
        if (_ended.Task.IsCompleted)
        {
            Fail();
            return;
        }

        try
        {
            if (!_isEnding && _range.Refusal is null && Volatile.Read(ref _wanted) is { } wanted)
            {
                Serve(wanted);
            }
        }
#pragma warning disable CA1031 // Whatever fails here, the index cannot be trusted: the range stops, all learn of it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _range.Stop(e, "reading its index for a backup");
        }

        if (_isEnding || _range.Refusal is not null)
        {
            End();
        }
    }

    private void Serve(TaskCompletionSource<BackupChunk> wanted)
    {
        if (_snapshot is null && !TryBegin())
        {
            // Asked again when the index is open, and holds enough.
            return;
        }

        var chunk = Read();
        if (_range.Journal.IsFenced)
        {
            _range.Stop(RangeFaults.Fenced(_range.Descriptor.Id));
            return;
        }

        Volatile.Write(ref _wanted, null);
        _timer.Change(Patience, Timeout.InfiniteTimeSpan);
        wanted.SetResult(chunk);
    }

    private bool TryBegin()
    {
        if (_slot.TryAcquire() is not { } index)
        {
            return false;
        }

        if (index.AppliedLsn < _fromLsn)
        {
            _slot.Release();
            _applyNow();
            return false;
        }

        try
        {
            _snapshot = index.TakeSnapshot(_values);
            byte[] start = [(byte)IndexKeyKind.Entry];
            byte[] end = [(byte)IndexKeyKind.Entry + 1];
            _cursor = _snapshot.View.Walk(start, end, descending: false);
            _isMore = _cursor.MoveNext();
            return true;
        }
        catch
        {
            _cursor?.Dispose();
            _snapshot?.Dispose();
            _snapshot = null;
            _slot.Release();
            throw;
        }
    }

    private BackupChunk Read()
    {
        var count = 0;
        _entries.ResetWrittenCount();
        while (_isMore && _entries.WrittenCount < ChunkSizeBytes)
        {
            BackupEntries.Write(_entries, _range.Descriptor.KeyType, _cursor!.Key, _cursor.Value);
            count++;
            _isMore = _cursor.MoveNext();
        }

        return new BackupChunk
        {
            Interval = _range.Descriptor.Interval,
            Revision = _snapshot!.AppliedLsn,
            Count = count,
            IsLast = !_isMore,
            Entries = _entries.WrittenSpan.ToArray(),
        };
    }

    private void GiveUp()
    {
        _isLate = true;
        Dispose();
    }

    private void End()
    {
        _timer.Dispose();
        if (_snapshot is not null)
        {
            _cursor!.Dispose();
            _snapshot.Dispose();
            _slot.Release();
        }

        _values.Dispose();
        _ended.TrySetResult();
        Fail();
    }

    private void Fail()
    {
        var fault = _range.Refusal ?? Faults.RangeUnavailable(
            _range.Descriptor.Id,
            _isLate ? $"its backup was not read for {Patience.TotalSeconds:0} s." : "its backup has ended.");
        Interlocked.Exchange(ref _wanted, null)?.TrySetException(fault.ToException());
    }
}
