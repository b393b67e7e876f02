using System.Runtime.CompilerServices;

namespace Orleans.TableService.Cli.Tests;

/// <summary>A service whose watches break off, and cannot begin, while it is away.</summary>
internal sealed class FlakyService(ITableService inner) : ITableService, IDisposable
{
    private readonly TaskCompletionSource _noticed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile CancellationTokenSource _away = new();

    public ITableAdmin Admin => inner.Admin;

    public void Break() => _away.Cancel();

    public void Mend() => _away = new CancellationTokenSource();

    /// <summary>Ends when a watch has met the absence.</summary>
    public Task Noticed => _noticed.Task;

    public void Dispose() => _away.Dispose();

    public async ValueTask<ITable> OpenTableAsync(
        string namespaceName,
        string tableName,
        CancellationToken cancellationToken) =>
        new FlakyTable(this, await inner.OpenTableAsync(namespaceName, tableName, cancellationToken));

    private sealed class FlakyTable(FlakyService service, ITable inner) : ITable
    {
        public StreamInfo Info => inner.Info;

        public ValueTask<TransactionOutcome> TryCommitAsync(
            TableTransaction transaction,
            CancellationToken cancellationToken) => inner.TryCommitAsync(transaction, cancellationToken);

        public async IAsyncEnumerable<ChangeBatch> WatchAsync(
            WatchRequest request,
            [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var away = service._away.Token;
            using var both = CancellationTokenSource.CreateLinkedTokenSource(away, cancellationToken);
            await using var batches = inner.WatchAsync(request, both.Token).GetAsyncEnumerator(both.Token);
            while (true)
            {
                try
                {
                    both.Token.ThrowIfCancellationRequested();
                    await batches.MoveNextAsync();
                }
                catch (OperationCanceledException) when (away.IsCancellationRequested)
                {
                    service._noticed.TrySetResult();
                    throw Faults.Unavailable("It is away.").ToException();
                }

                yield return batches.Current;
            }
        }
    }
}
