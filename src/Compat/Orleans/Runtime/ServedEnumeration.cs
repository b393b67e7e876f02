using Orleans.Runtime;

namespace Orleans.TableService.Compat;

#pragma warning disable CA1001 // A source without a timer or a linked token holds nothing to dispose of.

/// <summary>The grain's end of a stream of results. All but <see cref="Home"/> runs in the grain's turns.</summary>
internal sealed class ServedEnumeration<T>(EnumerationRequest<T> request) : IServedEnumeration
{
    private readonly CancellationTokenSource _cancellation = new();
    private IAsyncEnumerator<T>? _source;
    private Task<bool>? _move;
    private bool _aborted;

    /// <summary>The activation that the first pull reached; null before.</summary>
    public Activation? Home { get; private set; }

    public async Task<EnumerationBatch<T>> PullAsync(Activation activation, int batchSizeMax)
    {
        Home ??= activation;
        if (_source is null)
        {
            _source = request.Invoke(activation.GrainInstance!).GetAsyncEnumerator(_cancellation.Token);
            activation.Enumerations.Add(this);
        }

        try
        {
            return await FillAsync(_source, batchSizeMax);
        }
        catch (OperationCanceledException exception) when (_aborted)
        {
            throw new EnumerationAbortedException(
                $"The activation of {activation.GrainId} ends. Start a new enumeration.", exception);
        }
        catch
        {
            await EndAsync();
            throw;
        }
    }

    public async Task EndAsync()
    {
        Home?.Enumerations.Remove(this);
        await _cancellation.CancelAsync();
        if (_source is { } source && _move is null or { IsCompleted: true })
        {
            _source = null;
            await source.DisposeAsync();
        }
    }

    public void Abort()
    {
        _aborted = true;
        _cancellation.Cancel();
    }

    private async Task<EnumerationBatch<T>> FillAsync(IAsyncEnumerator<T> source, int batchSizeMax)
    {
        var items = new List<T>();
        while (items.Count < batchSizeMax)
        {
            var move = _move ?? source.MoveNextAsync().AsTask();
            _move = null;
            if (!move.IsCompleted && items.Count > 0)
            {
                // What is there goes out now; the move that is under way is the next batch's first.
                _move = move;
                break;
            }

            bool moved;
            _move = move;
            moved = await move.WaitAsync(_cancellation.Token);
            _move = null;
            if (!moved)
            {
                await EndAsync();
                return new(items, IsLast: true);
            }

            items.Add(source.Current);
        }

        return new(items, IsLast: false);
    }
}
