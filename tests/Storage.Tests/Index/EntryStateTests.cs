using System.Runtime.InteropServices;
using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Tests.Index;

/// <summary>An entry that is kept shares no memory with where it was found.</summary>
public sealed class EntryStateTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void WithOwnValue_OfBytes_KeepsNothingOfTheMemoryAroundThem(int length)
    {
        var around = "a value among others"u8.ToArray();
        var entry = Entry(new TableValue(around.AsMemory(2, length)));

        var owned = entry.WithOwnValue();

        Assert.Equal(entry, owned);
        Assert.False(
            MemoryMarshal.TryGetArray(owned.Value.Bytes, out var array) && ReferenceEquals(array.Array, around));
        around.AsSpan().Fill((byte)'x');
        Assert.Equal(new TableValue("value"u8[..length].ToArray()), owned.Value);
    }

    [Fact]
    public void WithOwnValue_OfANumber_IsTheSame()
    {
        var entry = Entry(new TableValue(-7));
        Assert.Equal(entry, entry.WithOwnValue());
        Assert.True(entry.WithOwnValue().Value.IsNumber);
    }

    private static EntryState Entry(in TableValue value) => new()
    {
        Exists = true,
        Value = value,
        CreateRevision = 1,
        ModRevision = 5,
        Version = 2,
        LeaseId = 3,
        ExpiresAtMs = 4,
    };
}
