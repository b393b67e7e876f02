using Orleans.TableService.Tests.Suite;

namespace Orleans.TableService.Client.Tests;

public sealed class GrpcAdminTests(GatewayFixture gateway)
    : AdminSuite(gateway.Client), IClassFixture<GatewayFixture>;

public sealed class GrpcCompareTests(GatewayFixture gateway)
    : CompareSuite(gateway.Client), IClassFixture<GatewayFixture>;

public sealed class GrpcDeleteRangeTests(GatewayFixture gateway)
    : DeleteRangeSuite(gateway.Client), IClassFixture<GatewayFixture>;

public sealed class GrpcSubmitTests(GatewayFixture gateway)
    : SubmitSuite(gateway.Client), IClassFixture<GatewayFixture>;

public sealed class GrpcDeleteTests(GatewayFixture gateway)
    : DeleteSuite(gateway.Client), IClassFixture<GatewayFixture>;

public sealed class GrpcIncrementTests(GatewayFixture gateway)
    : IncrementSuite(gateway.Client), IClassFixture<GatewayFixture>;

public sealed class GrpcLimitTests(GatewayFixture gateway)
    : LimitSuite(gateway.Client), IClassFixture<GatewayFixture>;

public sealed class GrpcPutTests(GatewayFixture gateway)
    : PutSuite(gateway.Client), IClassFixture<GatewayFixture>;

public sealed class GrpcRangeTests(GatewayFixture gateway)
    : RangeSuite(gateway.Client), IClassFixture<GatewayFixture>;

public sealed class GrpcTransactionTests(GatewayFixture gateway)
    : TransactionSuite(gateway.Client), IClassFixture<GatewayFixture>;

public sealed class GrpcWatchTests(GatewayFixture gateway)
    : WatchSuite(gateway.Client), IClassFixture<GatewayFixture>
{
    protected override Task TrimAsync(ITable table, long belowRevision) =>
        gateway.Service.TrimHistoryAsync(Namespace, table.Info.Name, belowRevision);
}
