using Orleans.TableService.Tests.Suite;
using Orleans.TableService.Tests.Suite.Model;

namespace Orleans.TableService.Testing.Tests;

public sealed class InMemoryAdminTests() : AdminSuite(new InMemoryTableService());

public sealed class InMemoryCompareTests() : CompareSuite(new InMemoryTableService());

public sealed class InMemorySubmitTests() : SubmitSuite(new InMemoryTableService());

public sealed class InMemoryDeleteTests() : DeleteSuite(new InMemoryTableService());

public sealed class InMemoryDeleteRangeTests() : DeleteRangeSuite(new InMemoryTableService());

public sealed class InMemoryIncrementTests() : IncrementSuite(new InMemoryTableService());

public sealed class InMemoryLimitTests() : LimitSuite(new InMemoryTableService());

public sealed class InMemoryPutTests() : PutSuite(new InMemoryTableService());

public sealed class InMemoryRangeTests() : RangeSuite(new InMemoryTableService());

public sealed class InMemoryTransactionTests() : TransactionSuite(new InMemoryTableService());

public sealed class InMemoryWatchTests() : WatchSuite(new InMemoryTableService())
{
    protected override Task TrimAsync(ITable table, long belowRevision) =>
        ((InMemoryTableService)Service).TrimHistoryAsync(Namespace, table.Info.Name, belowRevision);
}

public sealed class InMemoryModelTests() : ModelSuite(new InMemoryTableService());
