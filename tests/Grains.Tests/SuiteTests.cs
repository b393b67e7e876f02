using Orleans.TableService.Tests.Suite;
using Orleans.TableService.Tests.Suite.Model;

namespace Orleans.TableService.Grains.Tests;

[CollectionDefinition(Name)]
public sealed class SiloSuite : ICollectionFixture<SiloFixture>
{
    public const string Name = "silo";
}

[Collection(SiloSuite.Name)]
public sealed class SiloAdminTests(SiloFixture silo) : AdminSuite(silo.Service);

[Collection(SiloSuite.Name)]
public sealed class SiloCompareTests(SiloFixture silo) : CompareSuite(silo.Service);

[Collection(SiloSuite.Name)]
public sealed class SiloSubmitTests(SiloFixture silo) : SubmitSuite(silo.Service);

[Collection(SiloSuite.Name)]
public sealed class SiloDeleteTests(SiloFixture silo) : DeleteSuite(silo.Service);

[Collection(SiloSuite.Name)]
public sealed class SiloDeleteRangeTests(SiloFixture silo) : DeleteRangeSuite(silo.Service);

[Collection(SiloSuite.Name)]
public sealed class SiloIncrementTests(SiloFixture silo) : IncrementSuite(silo.Service);

[Collection(SiloSuite.Name)]
public sealed class SiloLimitTests(SiloFixture silo) : LimitSuite(silo.Service);

[Collection(SiloSuite.Name)]
public sealed class SiloPutTests(SiloFixture silo) : PutSuite(silo.Service);

[Collection(SiloSuite.Name)]
public sealed class SiloRangeTests(SiloFixture silo) : RangeSuite(silo.Service);

[Collection(SiloSuite.Name)]
public sealed class SiloTransactionTests(SiloFixture silo) : TransactionSuite(silo.Service);

[Collection(SiloSuite.Name)]
public sealed class SiloWatchTests(SiloFixture silo) : WatchSuite(silo.Service)
{
    protected override Task TrimAsync(ITable table, long belowRevision) => Task.WhenAll(silo.Disk.Ranges
        .Where(range => range.Key.Stream == table.Info.Id)
        .Select(range => range.Value.TrimAsync(belowRevision)));
}

[Collection(SiloSuite.Name)]
public sealed class SiloModelTests(SiloFixture silo) : ModelSuite(silo.Service);
