namespace Orleans.TableService.Tests;

public sealed class TransactionCheckTests
{
    private static readonly TableLimits Limits = new()
    {
        KeySizeMaxBytes = 4,
        ValueSizeMaxBytes = 8,
        TransactionOperationsMax = 3,
        TransactionSizeMaxBytes = 20,
    };

    public static TheoryData<TableOperation, FaultCode?> Operations => new()
    {
        { new PutOperation { LKey = new byte[4], Value = new byte[8] }, null },
        { new PutOperation { LKey = new byte[5], Value = default }, FaultCode.TooLarge },
        { new PutOperation { LKey = default, Value = new byte[9] }, FaultCode.TooLarge },
        { new PutOperation { LKey = default, Value = default, ExpectedVersion = -1 }, null },
        { new PutOperation { LKey = default, Value = default, ExpectedVersion = -2 }, FaultCode.InvalidRequest },
        { new DeleteOperation { LKey = default, ExpectedRevision = -1 }, FaultCode.InvalidRequest },
        { new GetOperation { LKey = new byte[5] }, FaultCode.TooLarge },
        { new IncrementOperation { LKey = new byte[5], Amount = 1 }, FaultCode.TooLarge },
        { new RangeOperation { LKeys = KeyInterval.Single(new byte[4]) }, null },
        { new RangeOperation { LKeys = KeyInterval.Single(new byte[5]) }, FaultCode.TooLarge },
        { new RangeOperation { LKeys = KeyInterval.All, Limit = -1 }, FaultCode.InvalidRequest },
        { new DeleteRangeOperation { LKeys = KeyInterval.All, Limit = -1 }, FaultCode.InvalidRequest },
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public void Check_OfOneOperation_FindsWhatIsOutOfBounds(TableOperation operation, FaultCode? expected) =>
        Assert.Equal(expected, TransactionCheck.Check(TableTransaction.Of(new byte[1], operation), Limits)?.Code);

    [Fact]
    public void Check_WhenThereIsNoOperation_IsInvalidRequest() =>
        Assert.Equal(
            FaultCode.InvalidRequest,
            TransactionCheck.Check(new TableTransaction { PKey = default }, Limits)?.Code);

    [Fact]
    public void Check_WhenOperationsOfAllListsTogetherAreTooMany_IsTooLarge()
    {
        TableOperation[] two = [new GetOperation { LKey = default }, new GetOperation { LKey = default }];

        var fault = TransactionCheck.Check(
            new TableTransaction { PKey = default, Success = two, Failure = two }, Limits);

        Assert.Equal(3, Assert.IsType<TooLargeException>(fault?.ToException()).Limit);
    }

    [Fact]
    public void Check_WhenAllBytesTogetherAreTooMany_IsTooLarge()
    {
        var put = new PutOperation { LKey = new byte[4], Value = new byte[7] };

        var fault = TransactionCheck.Check(new TableTransaction { PKey = default, Success = [put, put] }, Limits);

        Assert.Equal(FaultCode.TooLarge, fault?.Code);
    }

    [Fact]
    public void Check_WhenTheBytesOfOneOperationAreTooManyTogether_IsTooLarge()
    {
        var put = new PutOperation { LKey = new byte[4], Value = new byte[8] };
        var limits = new TableLimits { KeySizeMaxBytes = 4, ValueSizeMaxBytes = 8, TransactionSizeMaxBytes = 15 };

        Assert.Null(TransactionCheck.Check(TableTransaction.Of(new byte[3], put), limits));
        Assert.Equal(FaultCode.TooLarge, TransactionCheck.Check(TableTransaction.Of(new byte[4], put), limits)?.Code);
    }

    [Fact]
    public void Check_WhenTheBoundsOfARangeAreTooLongTogether_IsTooLarge()
    {
        var limits = new TableLimits { KeySizeMaxBytes = 4, ValueSizeMaxBytes = 1, TransactionSizeMaxBytes = 13 };
        var longest = new RangeOperation { LKeys = new KeyInterval(new byte[5], new byte[] { 1, 1, 1, 1, 1 }) };

        Assert.Null(TransactionCheck.Check(TableTransaction.Of(new byte[3], longest), limits));
        Assert.Equal(
            FaultCode.TooLarge, TransactionCheck.Check(TableTransaction.Of(new byte[4], longest), limits)?.Code);
    }

    [Theory]
    [InlineData(0L, FaultCode.InvalidRequest)]
    [InlineData(1L, null)]
    public void Check_OfWatch_WantsARevisionFromOne(long from, FaultCode? expected) =>
        Assert.Equal(
            expected,
            TransactionCheck.Check(new WatchRequest { PKey = default, FromRevision = from }, Limits)?.Code);
}
