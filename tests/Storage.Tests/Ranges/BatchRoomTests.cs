using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Ranges.Evaluation;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.Storage.Tests.Ranges;

/// <summary>What a batch needed is there for the next one, until the range rests.</summary>
public sealed class BatchRoomTests
{
    private const int KeyCount = 300;

    private static readonly byte[] Prefix = new byte[500];
    private static readonly byte[][] LKeys = [.. Enumerable.Range(0, KeyCount).Select(BitConverter.GetBytes)];

    private readonly BatchState _state = new(patience: 64);
    private readonly OverlayLayer _layer = new();
    private int _written;

    [Fact]
    public void Batch_WithAsManyLongKeysAsTheLast_AllocatesNothing()
    {
        Assert.Equal(0, Allocations.LeastOf(Evaluate, times: 20));
        Assert.Equal(KeyCount, _written);
    }

    [Fact]
    public void Batch_AsLargeAsOneBeforeSmallOnes_AllocatesNothing()
    {
        Assert.Equal(0, Allocations.LeastOf(EvaluateBothSizes, times: 20));
        Assert.Equal(1, _written);
    }

    [Fact]
    public void Batch_AfterARest_TakesRoomAnew() =>
        Assert.InRange(Allocations.LeastOf(EvaluateAndRest, times: 1), 900_000, long.MaxValue);

    private void EvaluateBothSizes()
    {
        Evaluate();
        for (var i = 0; i < 10; i++)
        {
            Evaluate(1);
        }
    }

    private void EvaluateAndRest()
    {
        Evaluate();
        _state.ReleaseRoom();
    }

    private void Evaluate() => Evaluate(KeyCount);

    // A batch of a transaction that writes, between others that do not.
    private void Evaluate(int keyCount)
    {
        _state.Begin([]);
        for (var i = 0; i < keyCount; i++)
        {
            _state.Points.Add(Prefix, LKeys[i], needsValue: false);
        }

        _state.Scratch.Clear();
        for (var slot = 0; slot < keyCount; slot++)
        {
            _state.Scratch.Write(_state.Points.Key(slot), LKeys[slot], default, new EntryState { Exists = true });
        }

        _state.Scratch.MoveTo(_layer);
        _state.Scratch.Clear();
        _state.End();
        _written = _layer.Keys.Count;
        _layer.Clear();
    }
}
