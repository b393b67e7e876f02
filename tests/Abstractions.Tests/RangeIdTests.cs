namespace Orleans.TableService.Tests;

public sealed class RangeIdTests
{
    [Fact]
    public void Parse_OfText_IsTheId()
    {
        var id = new RangeId(new TableStreamId(1030), 1025);

        Assert.Equal("1030/1025", id.ToString());
        Assert.Equal(id, RangeId.Parse("1030/1025"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1/")]
    [InlineData("-1/2")]
    [InlineData("1/2/3")]
    public void TryParse_OfAnythingElse_IsFalse(string text) => Assert.False(RangeId.TryParse(text, null, out _));
}
