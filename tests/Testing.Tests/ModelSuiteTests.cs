using Orleans.TableService.Tests.Suite.Model;

namespace Orleans.TableService.Testing.Tests;

/// <summary>The model test itself: it must find a service that is wrong, and say with which seed.</summary>
public sealed class ModelSuiteTests
{
    [Fact]
    public async Task ModelSuite_WhenTheServiceForgetsAReadOption_FailsAndNamesItsSeed()
    {
        var suite = new BentModelTests(new BentService(new InMemoryTableService()));
        await suite.InitializeAsync();

        var failure = await Assert.ThrowsAnyAsync<Exception>(
            suite.Commit_WhenTransactionsAreRandom_DoesWhatTheModelDoes);

        Assert.Contains("TABLE_SUITE_SEED=", failure.Message, StringComparison.Ordinal);
    }

    private sealed class BentModelTests(ITableService service) : ModelSuite(service)
    {
        // A hundred scripts need not hold a descending range over several keys; the first that does ends the run.
        protected override int Scripts => 5000;
    }

    private sealed class BentService(InMemoryTableService inner) : ITableService
    {
        public ITableAdmin Admin => inner.Admin;

        public async ValueTask<ITable> OpenTableAsync(
            string namespaceName,
            string tableName,
            CancellationToken cancellationToken) =>
            new BentTable(await inner.OpenTableAsync(namespaceName, tableName, cancellationToken));
    }

    private sealed class BentTable(ITable inner) : ITable
    {
        public StreamInfo Info => inner.Info;

        public ValueTask<TransactionOutcome> TryCommitAsync(
            TableTransaction transaction,
            CancellationToken cancellationToken)
        {
            var bent = transaction with { Success = [.. transaction.Success.Select(Bend)] };
            return inner.TryCommitAsync(bent, cancellationToken);
        }

        public IAsyncEnumerable<ChangeBatch> WatchAsync(WatchRequest request, CancellationToken cancellationToken) =>
            inner.WatchAsync(request, cancellationToken);

        private static TableOperation Bend(TableOperation operation) =>
            operation is RangeOperation range ? range with { Descending = false } : operation;
    }
}
