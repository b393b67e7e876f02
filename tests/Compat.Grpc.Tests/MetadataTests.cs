using Grpc.Core;

namespace Orleans.TableService.Compat.Grpc.Tests;

public sealed class MetadataTests
{
    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData(":path")]
    [InlineData("data-bin")]
    public void Entry_WhenItsKeyIsNotOneOfText_IsRefused(string key) =>
        Assert.ThrowsAny<ArgumentException>(() => new Metadata.Entry(key, "text"));

    [Fact]
    public void Entry_KeepsItsKeyInLowerCaseAndItsBytesToItself()
    {
        byte[] bytes = [1, 2];
        var entry = new Metadata.Entry("Data-Bin", bytes);
        bytes[0] = 9;
        entry.ValueBytes[1] = 9;

        Assert.Equal("data-bin", entry.Key);
        Assert.Equal<byte>([1, 2], entry.ValueBytes);
        Assert.Throws<InvalidOperationException>(() => entry.Value);
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("data", bytes));
        Assert.Equal("abc"u8, new Metadata.Entry("text", "abc").ValueBytes);
    }

    [Fact]
    public void Get_FindsTheLastOfItsKeyAndGetAllAllInOrder()
    {
        var metadata = new Metadata { { "a", "1" }, { "b", "2" }, { "A", "3" } };

        Assert.Equal("3", metadata.GetValue("A"));
        Assert.Equal(["1", "3"], metadata.GetAll("a").Select(entry => entry.Value));
        Assert.Null(metadata.Get("c"));
    }

    [Fact]
    public void Empty_TakesNothing() => Assert.Throws<InvalidOperationException>(() => Metadata.Empty.Add("a", "1"));
}
