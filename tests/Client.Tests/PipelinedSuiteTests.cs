using Orleans.TableService.Tests.Suite;

namespace Orleans.TableService.Client.Tests;

public sealed class PipelinedCompareTests(GatewayFixture gateway)
    : CompareSuite(new PipelinedService(gateway.Client)), IClassFixture<GatewayFixture>;

public sealed class PipelinedDeleteRangeTests(GatewayFixture gateway)
    : DeleteRangeSuite(new PipelinedService(gateway.Client)), IClassFixture<GatewayFixture>;

public sealed class PipelinedSubmitTests(GatewayFixture gateway)
    : SubmitSuite(new PipelinedService(gateway.Client)), IClassFixture<GatewayFixture>;

public sealed class PipelinedDeleteTests(GatewayFixture gateway)
    : DeleteSuite(new PipelinedService(gateway.Client)), IClassFixture<GatewayFixture>;

public sealed class PipelinedIncrementTests(GatewayFixture gateway)
    : IncrementSuite(new PipelinedService(gateway.Client)), IClassFixture<GatewayFixture>;

public sealed class PipelinedLimitTests(GatewayFixture gateway)
    : LimitSuite(new PipelinedService(gateway.Client)), IClassFixture<GatewayFixture>;

public sealed class PipelinedPutTests(GatewayFixture gateway)
    : PutSuite(new PipelinedService(gateway.Client)), IClassFixture<GatewayFixture>;

public sealed class PipelinedRangeTests(GatewayFixture gateway)
    : RangeSuite(new PipelinedService(gateway.Client)), IClassFixture<GatewayFixture>;

public sealed class PipelinedTransactionTests(GatewayFixture gateway)
    : TransactionSuite(new PipelinedService(gateway.Client)), IClassFixture<GatewayFixture>;
