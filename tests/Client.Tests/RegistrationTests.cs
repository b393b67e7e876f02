using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Orleans.TableService.Gateway.Tests;
using Orleans.TableService.Testing;

namespace Orleans.TableService.Client.Tests;

public sealed class RegistrationTests
{
    [Fact]
    public async Task AddTableServiceClient_RegistersTheServiceAndItsHealth()
    {
        var host = await GatewayHost.StartAsync(new InMemoryTableService());
        var services = new ServiceCollection().AddLogging();
        services.AddTableServiceClient(host.Address, options => options.RetriesMax = 0);
        await using var provider = services.BuildServiceProvider();
        var health = provider.GetRequiredService<HealthCheckService>();

        var namespaces = await provider.GetRequiredService<ITableService>().Admin.ListNamespacesAsync();
        Assert.Equal("default", Assert.Single(namespaces).Name);
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync()).Status);

        await host.DisposeAsync();
        Assert.Equal(HealthStatus.Unhealthy, (await health.CheckHealthAsync()).Status);
    }

    [Fact]
    public async Task AddTableServiceClient_WhenAnOptionIsOutOfItsBounds_IsRefused()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddTableServiceClient(options => options.CallTimeout = TimeSpan.Zero);
        await using var provider = services.BuildServiceProvider();

        var exception = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<TableServiceClient>);

        Assert.Contains(nameof(TableServiceClientOptions.CallTimeout), exception.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(TableServiceClientOptions.Address), exception.Message, StringComparison.Ordinal);
    }
}
