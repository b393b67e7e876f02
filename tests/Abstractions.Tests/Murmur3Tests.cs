namespace Orleans.TableService.Tests;

public sealed class Murmur3Tests
{
    [Theory]
    [InlineData("", 461645119858302478)]
    [InlineData("foo", -2336792112830167536)]
    [InlineData("key-0", 541366470288422250)]
    [InlineData("counter-1", -106226295889674372)]
    [InlineData("0123456789abcdef", -7878721831513190112)]
    [InlineData("0123456789abcdefg", 8922539757220851360)]
    public void Hash_OfText_IsThatOfBookKeepersClients(string text, long expected) =>
        Assert.Equal(expected, Murmur3.Hash(System.Text.Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Hash_Of31Bytes_IsThatOfBookKeepersClients() =>
        Assert.Equal(-1662408706104479270, Murmur3.Hash([.. Enumerable.Range(0, 31).Select(i => (byte)i)]));
}
