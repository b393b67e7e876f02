using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Journals;
using Orleans.TableService.Storage.Ranges;
using Orleans.TableService.Storage.Ranges.Evaluation;

namespace Orleans.TableService.Storage.Tests.Ranges;

/// <summary>Ranges that hold something are those by which all share what may wait for indexes.</summary>
public sealed class UnappliedBudgetTests
{
    private readonly UnappliedBudget _budget = new();
    private long _lastLsn;

    [Fact]
    public void RangeCount_IsOfRangesThatHoldSomething_InEitherLayer()
    {
        var (one, other) = (new UnappliedEntries(_budget, 0), new UnappliedEntries(_budget, 0));
        Assert.Equal(1, _budget.RangeCount);

        Add(one);
        Add(other);
        Add(other);
        Assert.Equal(2, _budget.RangeCount);

        // What is added meanwhile is in the other layer: the range holds something until both are in the index.
        other.BeginApply(out _);
        Add(other);
        other.EndApply();
        Assert.Equal(2, _budget.RangeCount);
        one.BeginApply(out _);
        Assert.Equal(2, _budget.RangeCount);
        one.EndApply();
        Assert.Equal(1, _budget.RangeCount);
        Add(one);
        Assert.Equal(2, _budget.RangeCount);
    }

    [Fact]
    public void RangeCount_WithoutThoseThatStopped_IsOfTheOthers()
    {
        var ranges = Enumerable.Range(0, 4).Select(_ => new UnappliedEntries(_budget, 0)).ToList();
        ranges.ForEach(Add);
        Assert.Equal(4, _budget.RangeCount);

        ranges[0].BeginApply(out _);
        ranges[1].BeginApply(out _);
        Add(ranges[1]);
        ranges[0].Abandon();
        ranges[1].Abandon();
        ranges[2].Abandon();
        Assert.Equal(1, _budget.RangeCount);
        ranges[0].Abandon();
        Add(ranges[3]);
        Assert.Equal(1, _budget.RangeCount);
    }

    [Fact]
    public void IsFull_OfWhatAllHoldTogether_EndsWhenItIsInTheirIndexesOrAbandoned()
    {
        var ranges = Enumerable.Range(0, 3).Select(_ => new UnappliedEntries(_budget, 0)).ToList();
        for (var turn = 0; !_budget.IsFull; turn++)
        {
            Add(ranges[turn % 2], sizeBytes: 20 << 20);
            Assert.InRange(turn, 0, 7);
        }

        // Who holds nothing may go on: there is nothing of his to wait for.
        Assert.False(ranges[0].HasRoom);
        Assert.True(ranges[2].HasRoom);
        ranges[0].BeginApply(out _);
        Assert.True(_budget.IsFull);
        ranges[0].EndApply();
        Assert.False(_budget.IsFull);
        Assert.True(ranges[0].HasRoom);
        ranges[1].Abandon();
        Add(ranges[0], sizeBytes: 100 << 20);
        Assert.False(_budget.IsFull);
    }

    private void Add(UnappliedEntries range) => Add(range, sizeBytes: 100);

    private void Add(UnappliedEntries range, int sizeBytes)
    {
        var records = new RecordGroupBuilder(++_lastLsn, sizeBytes + RecordGroup.RecordHeaderSizeBytes);
        var payload = records.BeginRecord();
        payload.GetSpan(sizeBytes);
        payload.Advance(sizeBytes);
        records.EndRecord();
        var group = new WriteGroup(() => { });
        group.Begin();
        group.Records = records.Build();
        var key = BitConverter.GetBytes(_lastLsn);
        group.Layer.Set(key, KeyHash.Of(key), new EntryState { Exists = true, ModRevision = _lastLsn });
        range.Add(group);
    }
}
