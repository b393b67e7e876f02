using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Storage.Tests.Ranges;

/// <summary>Which way a transaction takes through a range.</summary>
public sealed class ReadKindTests
{
    private static readonly RangeOperation Page = new() { LKeys = KeyInterval.All };

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    public void IsRead_OfATransaction_IsSoWhenNeitherListWrites(bool succeedsReading, bool failsReading, bool expected)
    {
        var transaction = new TableTransaction
        {
            PKey = Tx.Bytes("p"),
            Success = [Tx.Get("a"), succeedsReading ? Page : Tx.Put("b", "1")],
            Failure = [failsReading ? Tx.Get("a") : Tx.Delete("a")],
        };

        Assert.Equal(expected, ReadKind.IsRead(transaction));
    }

    [Fact]
    public void IsRead_OfEveryWritingOperation_IsNotSo() =>
        Assert.All(
            (TableOperation[])
            [
                Tx.Put("a", "1"),
                Tx.Delete("a"),
                Tx.Increment("a", 1),
                new DeleteRangeOperation { LKeys = KeyInterval.All },
            ],
            operation => Assert.False(ReadKind.IsRead(Tx.Of("p", operation))));

    [Theory]
    [InlineData(1, 0, false, false)]
    [InlineData(4, 0, false, false)]
    [InlineData(5, 0, false, true)]
    [InlineData(0, 5, false, true)]
    [InlineData(3, 3, false, false)]
    [InlineData(1, 0, true, true)]
    [InlineData(0, 1, true, true)]
    public void IsLong_OfPages_IsSoWhenTheyAreManyInOneListOrCounted(
        int succeeding, int failing, bool counts, bool expected)
    {
        var page = Page with { CountOnly = counts };
        var transaction = new TableTransaction
        {
            PKey = Tx.Bytes("p"),
            Success = [Tx.Get("a"), .. Enumerable.Repeat(page, succeeding)],
            Failure = [Tx.Get("a"), .. Enumerable.Repeat(page, failing)],
        };

        Assert.Equal(expected, ReadKind.IsLong(transaction));
    }
}
