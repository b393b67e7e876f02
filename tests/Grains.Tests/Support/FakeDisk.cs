using System.Collections.Concurrent;
using System.Text.Json;
using Orleans.Runtime;
using Orleans.TableService.Testing;

namespace Orleans.TableService.Grains.Tests.Support;

/// <summary>
/// What outlives a crash: the grains' records and the ranges, both in memory. Can crash at any write.
/// </summary>
internal sealed class FakeDisk
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _writes;

    public ConcurrentDictionary<(string State, GrainId Grain), byte[]> Records { get; } = [];

    public ConcurrentDictionary<RangeId, FakeRange> Ranges { get; } = [];

    /// <summary>Number of durable steps so far.</summary>
    public int Writes => Volatile.Read(ref _writes);

    /// <summary>The step at which the disk fails, and every one after it.</summary>
    public int CrashAt { get; set; } = int.MaxValue;

    /// <summary>Whether the step at which it fails comes to pass all the same.</summary>
    public bool CrashesAfterwards { get; set; }

    public bool IsCrashed => Writes >= CrashAt;

    /// <summary>Does one durable step, or fails as the plan says.</summary>
    public void Write(Action step)
    {
        var number = Interlocked.Increment(ref _writes);
        if (number < CrashAt || (number == CrashAt && CrashesAfterwards))
        {
            step();
            Signal();
        }

        if (number >= CrashAt)
        {
            throw new IOException($"Crash at write {number}.");
        }
    }

    /// <summary>Plans the crash for the step of this number, counted from now.</summary>
    public void CrashAfter(int steps) => CrashAt = Writes + steps;

    /// <summary>The disk after the power is back.</summary>
    public void Repair() => CrashAt = int.MaxValue;

    /// <summary>Waits for the step after which <paramref name="condition"/> holds.</summary>
    public async Task WaitAsync(Func<bool> condition)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                changed = _changed.Task;
            }

            if (condition())
            {
                return;
            }

            await changed.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    /// <summary>How many records there are of one kind of grain.</summary>
    public int Count(string stateName) => Records.Keys.Count(key => key.State == stateName);

    private void Signal()
    {
        lock (_gate)
        {
            _changed.SetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}

/// <summary>A range's journal and content.</summary>
internal sealed record FakeRange(Guid JournalId, ITable Table, InMemoryTableService Service)
{
    /// <summary>Gives up the history below a revision.</summary>
    public Task TrimAsync(long belowRevision) => Service.TrimHistoryAsync("default", "range", belowRevision);

    public static async Task<FakeRange> CreateAsync(Guid journalId, KeyType keyType, bool keepPreviousValues)
    {
        var service = new InMemoryTableService();
        var configuration = new StreamConfiguration { KeyType = keyType, KeepPreviousValues = keepPreviousValues };
        await service.Admin.CreateStreamAsync("default", "range", configuration);
        return new FakeRange(journalId, await service.OpenTableAsync("default", "range"), service);
    }
}
