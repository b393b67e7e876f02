using System.Runtime.CompilerServices;
using Orleans.TableService.Testing;

namespace Orleans.TableService.Gateway.Tests;

/// <summary>A service whose tables do what the test says.</summary>
internal sealed class ScriptedService : ITableService
{
    public Func<string, ITable>? Open { get; init; }

    public Func<TableTransaction, CancellationToken, ValueTask<TransactionOutcome>>? Commit { get; init; }

    public Func<WatchRequest, CancellationToken, IAsyncEnumerable<ChangeBatch>>? Watch { get; init; }

    /// <summary>Tables that are created here can be opened by clients, which look them up first.</summary>
    public ITableAdmin Admin { get; } = new InMemoryTableService().Admin;

    public ValueTask<ITable> OpenTableAsync(
        string namespaceName,
        string tableName,
        CancellationToken cancellationToken = default) => new(
            Open?.Invoke(tableName) ?? new Table(this, namespaceName, tableName));

    public static TransactionOutcome PutDone(long revision = 1) => new(new TransactionResult
    {
        Succeeded = true,
        Revision = revision,
        Results = [new PutResult { Version = 0 }],
    });

    public static async IAsyncEnumerable<ChangeBatch> Batches(
        IEnumerable<ChangeBatch> batches,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var batch in batches)
        {
            yield return batch;
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }

    private sealed class Table(ScriptedService service, string namespaceName, string name) : ITable
    {
        public StreamInfo Info { get; } = new(
            new TableStreamId(1024),
            namespaceName,
            name,
            Guid.NewGuid(),
            new StreamConfiguration(),
            DateTimeOffset.UnixEpoch);

        public ValueTask<TransactionOutcome> TryCommitAsync(
            TableTransaction transaction,
            CancellationToken cancellationToken = default) => service.Commit!(transaction, cancellationToken);

        public IAsyncEnumerable<ChangeBatch> WatchAsync(
            WatchRequest request,
            CancellationToken cancellationToken = default) => service.Watch!(request, cancellationToken);
    }
}
