using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Orleans.TableService.Compat;

#pragma warning disable CA1001 // A source without a timer or a linked token holds nothing to dispose of.

/// <summary>The grain's end of a stream of results. All but <see cref="Home"/> runs in the grain's turns.</summary>
internal sealed partial class ServedEnumeration<T>(EnumerationRequest<T> request) : IServedEnumeration
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
        if (Home != activation || _aborted)
        {
            throw Aborted(null);
        }

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
            throw Aborted(exception);
        }
        catch
        {
            await EndAsync();
            throw;
        }
    }

    /// <summary>Ends the grain's iterator, its finally blocks included.</summary>
    public async Task EndAsync()
    {
        if (Home is not { } home || _source is not { } source)
        {
            return;
        }

        _source = null;
        home.Enumerations.Remove(this);
        try
        {
            await _cancellation.CancelAsync();
            if (_move is { } move)
            {
                await move;
            }
        }
#pragma warning disable CA1031 // The caller has gone or got this failure from the move itself.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogEnded(home.Runtime.Logger, exception, home.GrainId);
        }

        await source.DisposeAsync();
    }

    public Task AbortAsync()
    {
        _aborted = true;
        return EndAsync();
    }

    private EnumerationAbortedException Aborted(Exception? cause) => new(
        $"The activation of {Home!.GrainId} that fed this enumeration ends. Start a new enumeration.", cause!);

    private async Task<EnumerationBatch<T>> FillAsync(IAsyncEnumerator<T> source, int batchSizeMax)
    {
        var items = new List<T>();
        while (items.Count < batchSizeMax)
        {
            _move ??= source.MoveNextAsync().AsTask();
            if (!_move.IsCompleted && items.Count > 0)
            {
                // What is there goes out now; the move that is under way is the next batch's first.
                break;
            }

            var moved = await _move.WaitAsync(_cancellation.Token);
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

    [LoggerMessage(Level = LogLevel.Debug, Message = "An enumeration of grain {GrainId} ended early")]
    private static partial void LogEnded(ILogger logger, Exception exception, GrainId grainId);
}
