using Orleans.TableService.Tests.Suite;
using Orleans.TableService.Tests.Suite.Model;

namespace Orleans.TableService.Storage.Tests.Ranges;

/// <summary>One engine for all facts of one kind.</summary>
public sealed class EngineFixture : IAsyncLifetime
{
    public EngineTableService Service { get; } = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await Service.DisposeAsync();
}

public sealed class EngineCompareTests(EngineFixture engine)
    : CompareSuite(engine.Service), IClassFixture<EngineFixture>;

public sealed class EngineDeleteRangeTests(EngineFixture engine)
    : DeleteRangeSuite(engine.Service), IClassFixture<EngineFixture>;

public sealed class EngineDeleteTests(EngineFixture engine) : DeleteSuite(engine.Service), IClassFixture<EngineFixture>;

public sealed class EngineIncrementTests(EngineFixture engine)
    : IncrementSuite(engine.Service), IClassFixture<EngineFixture>;

public sealed class EngineLimitTests(EngineFixture engine) : LimitSuite(engine.Service), IClassFixture<EngineFixture>;

public sealed class EnginePutTests(EngineFixture engine) : PutSuite(engine.Service), IClassFixture<EngineFixture>;

public sealed class EngineRangeTests(EngineFixture engine) : RangeSuite(engine.Service), IClassFixture<EngineFixture>;

public sealed class EngineTransactionTests(EngineFixture engine)
    : TransactionSuite(engine.Service), IClassFixture<EngineFixture>;

public sealed class EngineWatchTests(EngineFixture engine) : WatchSuite(engine.Service), IClassFixture<EngineFixture>
{
    protected override Task TrimAsync(ITable table, long belowRevision) =>
        engine.Service.TrimAsync(table, belowRevision);
}

public sealed class EngineModelTests(EngineFixture engine) : ModelSuite(engine.Service), IClassFixture<EngineFixture>
{
    protected override int Scripts => 30;
}
