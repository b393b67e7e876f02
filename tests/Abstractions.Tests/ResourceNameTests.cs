namespace Orleans.TableService.Tests;

public sealed class ResourceNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("orders/2026")]
    [InlineData("Größe-😀")]
    public void Check_WhenNameIsLegal_IsNull(string name) => Assert.Null(ResourceName.Check("table", name));

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("a b", "U+0020")]
    [InlineData("a\0b", "U+0000")]
    [InlineData("a\u0085b", "U+0085")]
    [InlineData("<x>", "U+003C")]
    public void Check_WhenNameIsIllegal_SaysWhy(string name, string reason)
    {
        var fault = ResourceName.Check("table", name);

        Assert.Equal(FaultCode.InvalidName, fault?.Code);
        Assert.Contains(reason, fault!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(fault.Message, char.IsControl);
    }

    // Not as inline data: attributes are stored as UTF-8, which has no lone surrogates.
    [Fact]
    public void Check_WhenASurrogateStandsAlone_SaysWhich()
    {
        Assert.Contains("U+D83D", ResourceName.Check("table", "\uD83D")!.Message, StringComparison.Ordinal);
        Assert.Contains("U+DE00", ResourceName.Check("table", "\uDE00x")!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_WhenNameIsTooLong_CountsItsCharacters() =>
        Assert.Contains(
            "256 characters", ResourceName.Check("table", new string('x', 256))!.Message, StringComparison.Ordinal);
}
