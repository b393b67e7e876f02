using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;

namespace Orleans.TableService.Samples.Tests;

/// <summary>The table service in an application's own silo, as the README shows it.</summary>
public sealed class InYourSiloTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("tableservice-sample-").FullName;

    [Fact]
    public async Task AddTableService_InAPlainSilo_PutsAndGetsAndKeepsThemOverARestart()
    {
        using (var host = await StartAsync())
        {
            var tables = host.Services.GetRequiredService<ITableService>();
            await tables.Admin.CreateStreamAsync("default", "greetings", new StreamConfiguration { InitialRanges = 4 });
            var table = await tables.OpenTableAsync("default", "greetings");
            await table.PutAsync(Utf8("hello"), Utf8("world"));
            Assert.Equal("world", await ReadAsync(table, "hello"));
            await host.StopAsync();
        }

        using (var host = await StartAsync())
        {
            var tables = host.Services.GetRequiredService<ITableService>();
            var table = await tables.OpenTableAsync("default", "greetings");
            Assert.Equal("world", await ReadAsync(table, "hello"));
            Assert.Equal(4, (await tables.Admin.ListRangesAsync("default", "greetings")).Count);
            await host.StopAsync();
        }
    }

    [Fact]
    public async Task AddTableService_WhenTheSiloRuns_IsHealthy()
    {
        using var host = await StartAsync();

        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.Equal(HealthStatus.Healthy, report.Entries["tableservice"].Status);
        await host.StopAsync();
    }

    [Fact]
    public async Task AddTableService_WhenTheDataDirectoryIsInUse_SaysSoInOneSentence()
    {
        using var first = await StartAsync();

        var failure = await Assert.ThrowsAsync<UnavailableException>(StartAsync);

        Assert.Contains(_data, failure.Message, StringComparison.Ordinal);
        await first.StopAsync();
    }

    public void Dispose() => Directory.Delete(_data, recursive: true);

    private static ReadOnlyMemory<byte> Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static async Task<string?> ReadAsync(ITable table, string key) =>
        await table.GetAsync(Utf8(key)) is { } entry ? Encoding.UTF8.GetString(entry.Value.Bytes.Span) : null;

    private async Task<IHost> StartAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.UseOrleans(silo => silo.UseLocalhostClustering().AddTableService(o => o.DataDirectory = _data));
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
