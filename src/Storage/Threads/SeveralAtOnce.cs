using System.Runtime.ExceptionServices;

namespace Orleans.TableService.Storage.Threads;

/// <summary>Does the same to each of many things, several of them at once, and waits for all.</summary>
internal static class SeveralAtOnce
{
    // How much other threads have the processors before the threads that help.
    private const int HelpersNice = 10;

    /// <summary>
    /// Does them in order on the caller's thread and on threads of its own, which give way to others. The first
    /// failure ends those under way, as far as they look at their token, and is thrown when none is under way any more.
    /// </summary>
    /// <param name="name">Of the threads.</param>
    /// <param name="items">The things.</param>
    /// <param name="countMax">How many at once; 1 is the caller's thread alone.</param>
    /// <param name="work">What is done to each.</param>
    /// <param name="cancellationToken">Ends those under way too.</param>
    public static void ForEach<T>(
        string name,
        IReadOnlyList<T> items,
        int countMax,
        Action<T, CancellationToken> work,
        CancellationToken cancellationToken)
    {
        using var run = new Run<T>(items, work, cancellationToken);
        var helpers = Math.Min(countMax, items.Count) - 1;
        if (helpers < 1)
        {
            run.Work();
        }
        else
        {
            var threads = new StorageThreads(name, helpers, HelpersNice);
            for (var i = 0; i < helpers; i++)
            {
                _ = threads.RunAsync(run.Work);
            }

            run.Work();
            threads.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        run.ThrowIfFailed();
    }

    private sealed class Run<T>(
        IReadOnlyList<T> items, Action<T, CancellationToken> work, CancellationToken cancellationToken) : IDisposable
    {
        private readonly CancellationTokenSource _stop =
            CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        private int _taken;
        private ExceptionDispatchInfo? _failure;

        /// <summary>Takes one after the other. Throws nothing.</summary>
        public void Work()
        {
            while (!_stop.IsCancellationRequested && Interlocked.Increment(ref _taken) is var taken
                && taken <= items.Count)
            {
                try
                {
                    work(items[taken - 1], _stop.Token);
                }
#pragma warning disable CA1031 // Whatever it is belongs to the caller.
                catch (Exception e)
#pragma warning restore CA1031
                {
                    // What fails because of the first failure comes behind it.
                    Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null);
                    Stop();
                }
            }
        }

        public void ThrowIfFailed()
        {
            cancellationToken.ThrowIfCancellationRequested();
            _failure?.Throw();
        }

        public void Dispose() => _stop.Dispose();

        private void Stop()
        {
            try
            {
                _stop.Cancel();
            }
            catch (AggregateException)
            {
                // What somebody had registered threw. All were called, and the failure is known.
            }
        }
    }
}
