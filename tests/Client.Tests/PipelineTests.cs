using System.Text;

namespace Orleans.TableService.Client.Tests;

public sealed class PipelineTests(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task Pipeline_WhenManyCallersUseIt_GivesEachItsOwnResult()
    {
        await gateway.Client.Admin.CreateStreamAsync("default", "many", new StreamConfiguration { InitialRanges = 4 });
        await using var table = await gateway.Client.OpenPipelineAsync("default", "many");

        var puts = await Task.WhenAll(Enumerable.Range(0, 10_000).Select(async i =>
        {
            var key = Encoding.UTF8.GetBytes($"key {i}");
            await table.PutAsync(key, key);
            return (await table.GetAsync(key))!.Value.Bytes.Span.SequenceEqual(key);
        }));

        Assert.All(puts, Assert.True);
    }

    [Fact]
    public async Task Dispose_WhenOperationsAreOnTheirWay_WaitsForTheirResults()
    {
        await gateway.Client.Admin.CreateStreamAsync("default", "last", new StreamConfiguration());
        var table = await gateway.Client.OpenPipelineAsync("default", "last");
        var key = "k"u8.ToArray();
        var puts = Enumerable.Range(0, 100).Select(_ => table.IncrementAsync(key, key, 1).AsTask()).ToList();

        await table.DisposeAsync();

        Assert.Equal(100, (await Task.WhenAll(puts)).Max(result => result.Total));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await table.GetAsync(key));
    }
}
