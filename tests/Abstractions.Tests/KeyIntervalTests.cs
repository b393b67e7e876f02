namespace Orleans.TableService.Tests;

public sealed class KeyIntervalTests
{
    [Theory]
    [InlineData("", true)]
    [InlineData("00", true)]
    [InlineData("FFFF", true)]
    public void Contains_WhenAll_HoldsEveryKey(string key, bool expected) =>
        Assert.Equal(expected, KeyInterval.All.Contains(Convert.FromHexString(key)));

    [Theory]
    [InlineData("61", true)]
    [InlineData("6100", false)]
    [InlineData("60", false)]
    [InlineData("60FF", false)]
    public void Contains_WhenSingle_HoldsThatKeyOnly(string key, bool expected) =>
        Assert.Equal(expected, KeyInterval.Single(new byte[] { 0x61 }).Contains(Convert.FromHexString(key)));

    [Theory]
    [InlineData("61FF", "61FF", true)]
    [InlineData("61FF", "61FF00", true)]
    [InlineData("61FF", "61FFFF", true)]
    [InlineData("61FF", "62", false)]
    [InlineData("61FF", "61FE", false)]
    [InlineData("FFFF", "FFFF01", true)]
    [InlineData("FFFF", "FFFE", false)]
    [InlineData("", "00", true)]
    public void Contains_WhenPrefix_HoldsWhatBeginsWithIt(string prefix, string key, bool expected) =>
        Assert.Equal(
            expected,
            KeyInterval.Prefix(Convert.FromHexString(prefix)).Contains(Convert.FromHexString(key)));

    [Fact]
    public void IsEmpty_WhenStartIsNotBelowEnd_IsTrue()
    {
        Assert.True(new KeyInterval(new byte[] { 2 }, new byte[] { 2 }).IsEmpty);
        Assert.True(new KeyInterval(new byte[] { 3 }, new byte[] { 2 }).IsEmpty);
        Assert.False(new KeyInterval(new byte[] { 2 }, null).IsEmpty);
        Assert.True(new KeyInterval(default, default(ReadOnlyMemory<byte>)).IsEmpty);
    }

    [Fact]
    public void Equals_WhenOneEndIsUnboundedAndTheOtherEmpty_IsFalse() =>
        Assert.NotEqual(KeyInterval.All, new KeyInterval(default, default(ReadOnlyMemory<byte>)));

    [Fact]
    public void End_WhenUnbounded_IsAbsentAndNotTheEmptyKey()
    {
        Assert.False(KeyInterval.All.End.HasValue);
        Assert.False(new KeyInterval("a"u8.ToArray(), null).End.HasValue);
        Assert.False(KeyInterval.Prefix(new byte[] { 0xFF }).End.HasValue);
        Assert.True(new KeyInterval("a"u8.ToArray(), ReadOnlyMemory<byte>.Empty).End.HasValue);
    }
}
