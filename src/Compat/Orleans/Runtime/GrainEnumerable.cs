using Orleans.Runtime;

namespace Orleans.TableService.Compat;

/// <summary>The caller's end of a stream of results: pulls batch after batch from one activation.</summary>
internal sealed class GrainEnumerable<T>(GrainReference reference, EnumerationRequest<T> request) : IAsyncEnumerable<T>
{
    /// <summary>Most elements in one batch.</summary>
    public int BatchSizeMax { get; set; } = 100;

    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        => new Enumerator(reference, request, BatchSizeMax, cancellationToken);

    private sealed class Enumerator(
        GrainReference reference, EnumerationRequest<T> request, int batchSizeMax, CancellationToken cancellationToken)
        : IAsyncEnumerator<T>
    {
        private ServedEnumeration<T>? _served;
        private IReadOnlyList<T> _batch = [];
        private int _next;
        private bool _completed;

        public T Current { get; private set; } = default!;

        public async ValueTask<bool> MoveNextAsync()
        {
            while (_next == _batch.Count)
            {
                if (_completed)
                {
                    return false;
                }

                await PullAsync();
            }

            Current = _batch[_next++];
            return true;
        }

        public async ValueTask DisposeAsync()
        {
            if (_served is { } served)
            {
                _completed = true;
                var end = new EndRequest<T>(served) { Method = GrainMethod.Pull };
                if (served.Home is { } home && home.TryAcceptWhileActive(end))
                {
                    reference.Runtime.Pending.Track(end);
                    await end.Task;
                }
            }
        }

        private async Task PullAsync()
        {
            cancellationToken.ThrowIfCancellationRequested();
            var pull = new PullRequest<T>(_served ??= new ServedEnumeration<T>(request), batchSizeMax)
            {
                Method = GrainMethod.Pull,
            };
            pull.GiveUpOn(cancellationToken);
            if (_served.Home is not { } home)
            {
                reference.Deliver(pull);
            }
            else if (!home.TryAcceptWhileActive(pull))
            {
                _completed = true;
                throw Aborted();
            }

            var result = await pull.Task;
            _batch = result.Items;
            _next = 0;
            _completed = result.IsLast;
        }

        private EnumerationAbortedException Aborted() => new(
            $"The activation of {reference.GrainId} that fed this enumeration is gone. Start a new enumeration.");
    }
}
