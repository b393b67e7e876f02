using System.Globalization;
using System.Text;
using Orleans.TableService.Storage.Checkpoints;

namespace Orleans.TableService.Storage.Tests.Checkpoints;

/// <summary>What every checkpoint store promises.</summary>
public abstract class StoreContractTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("tableservice-").FullName;

    private ICheckpointStore Store { get; set; } = null!;

    public async Task InitializeAsync() => Store = await OpenAsync(Path.Combine(_directory, "store"));

    public async Task DisposeAsync()
    {
        await CloseAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(70_000)]
    public async Task Put_OfAnyLength_IsReadBackAndListed(int length)
    {
        var bytes = Bytes(length);
        await Store.PutAsync("1/2/a", bytes, default);

        Assert.Equal(bytes, await ReadAsync("1/2/a"));
        Assert.Equal([new CheckpointObject("1/2/a", length)], await Store.ListAsync("1/2/", default));
    }

    [Fact]
    public async Task Put_WhenThereIsOneOfThisLength_LeavesItAndOfAnotherReplacesIt()
    {
        await Store.PutAsync("1/a", "first"u8.ToArray(), default);
        await Store.PutAsync("1/a", "other"u8.ToArray(), default);
        Assert.Equal("first"u8.ToArray(), await ReadAsync("1/a"));

        await Store.PutAsync("1/a", "longer bytes"u8.ToArray(), default);
        Assert.Equal("longer bytes"u8.ToArray(), await ReadAsync("1/a"));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(100_000, false)]
    [InlineData(12 << 20, true)]
    [InlineData(12 << 20, false)]
    public async Task PutFile_OfAnyLength_IsReadBack(int length, bool mayLink)
    {
        var path = MakeFile("source", Bytes(length));
        await Store.PutFileAsync("1/files/a", path, mayLink, default);
        await Store.PutFileAsync("1/files/a", path, mayLink, default);

        Assert.Equal(Bytes(length), await ReadAsync("1/files/a"));
        Assert.Equal([new CheckpointObject("1/files/a", length)], await Store.ListAsync("1/", default));
    }

    [Fact]
    public async Task PutFile_WhenThereIsOneOfAnotherLength_ReplacesIt()
    {
        await Store.PutAsync("1/files/a", "half"u8.ToArray(), default);
        await Store.PutFileAsync("1/files/a", MakeFile("source", Bytes(100)), mayLink: false, default);
        Assert.Equal(Bytes(100), await ReadAsync("1/files/a"));
    }

    [Fact]
    public async Task Copy_OfAnObject_IsAnotherThatStays()
    {
        Assert.False(await Store.TryCopyAsync("1/absent", "1/b", default));
        await Store.PutAsync("1/a", "bytes"u8.ToArray(), default);
        Assert.True(await Store.TryCopyAsync("1/a", "1/b", default));
        Assert.True(await Store.TryCopyAsync("1/a", "1/b", default));
        await Store.DeleteAsync("1/a", default);
        Assert.Equal("bytes"u8.ToArray(), await ReadAsync("1/b"));
        await Assert.ThrowsAnyAsync<IOException>(() => ReadAsync("1/a"));
    }

    [Fact]
    public async Task OpenRead_WhenThereIsNone_SaysSo()
    {
        var error = await Assert.ThrowsAnyAsync<IOException>(() => Store.OpenReadAsync("1/2/absent", default));
        Assert.True(error is FileNotFoundException or DirectoryNotFoundException, error.ToString());
    }

    [Fact]
    public async Task List_OfManyObjects_HasAllOfThePrefixAndNoOther()
    {
        var names = Enumerable.Range(0, 25)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"7/{i % 3}/object-{i}")).ToList();
        foreach (var name in names)
        {
            await Store.PutAsync(name, Encoding.ASCII.GetBytes(name), default);
        }

        await Store.PutAsync("77/1/other", "x"u8.ToArray(), default);
        Assert.Equal(names.Order(StringComparer.Ordinal), await NamesAsync("7/"));
        Assert.Equal(
            names.Where(name => name.StartsWith("7/1/", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            await NamesAsync("7/1/"));
        Assert.Equal(26, (await Store.ListAsync("", default)).Count);
        Assert.Empty(await Store.ListAsync("8/", default));
    }

    [Fact]
    public async Task Delete_OfOneOrAllOfAPrefix_LeavesTheRest()
    {
        foreach (var name in (string[])["1/1/a", "1/1/b", "1/12/a", "2/1/a"])
        {
            await Store.PutAsync(name, "x"u8.ToArray(), default);
        }

        await Store.DeleteAsync("1/1/b", default);
        await Store.DeleteAsync("1/1/b", default);
        Assert.Equal(["1/1/a", "1/12/a", "2/1/a"], await NamesAsync(""));
        await Store.DeleteAllAsync("1/1/", default);
        await Store.DeleteAllAsync("1/1/", default);
        Assert.Equal(["1/12/a", "2/1/a"], await NamesAsync(""));
        await Store.PutAsync("1/1/a", "again"u8.ToArray(), default);
        Assert.Equal("again"u8.ToArray(), await ReadAsync("1/1/a"));
    }

    [Fact]
    public async Task Put_ByManyAtOnce_KeepsAll()
    {
        var names = Enumerable.Range(0, 16).Select(i => $"1/{i}").ToList();
        await Task.WhenAll(names.Select(name => Task.Run(
            () => Store.PutAsync(name, Encoding.ASCII.GetBytes(name), default))));
        foreach (var name in names)
        {
            Assert.Equal(Encoding.ASCII.GetBytes(name), await ReadAsync(name));
        }
    }

    [Fact]
    public async Task Calls_WhenGivenUpBefore_DoNothing()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        var path = MakeFile("source", Bytes(10));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Store.PutAsync("1/a", "x"u8.ToArray(), source.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Store.PutFileAsync("1/b", path, mayLink: false, source.Token));
        Assert.Empty(await Store.ListAsync("", default));
    }

    protected abstract Task<ICheckpointStore> OpenAsync(string directory);

    protected virtual ValueTask CloseAsync() => ValueTask.CompletedTask;

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private string MakeFile(string name, byte[] bytes)
    {
        var path = Path.Combine(_directory, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private async Task<byte[]> ReadAsync(string name)
    {
        await using var stream = await Store.OpenReadAsync(name, default);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private async Task<IEnumerable<string>> NamesAsync(string prefix) =>
        (await Store.ListAsync(prefix, default)).Select(found => found.Name).Order(StringComparer.Ordinal);
}
