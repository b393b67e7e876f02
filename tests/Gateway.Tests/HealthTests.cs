using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.TableService.Protocol.Health;
using Orleans.TableService.Testing;
using ServingStatus = Orleans.TableService.Protocol.Health.HealthCheckResponse.Types.ServingStatus;

namespace Orleans.TableService.Gateway.Tests;

public sealed class HealthTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(HealthStatus.Healthy, ServingStatus.Serving)]
    [InlineData(HealthStatus.Degraded, ServingStatus.Serving)]
    [InlineData(HealthStatus.Unhealthy, ServingStatus.NotServing)]
    public async Task Check_SaysWhatTheHealthChecksSay(HealthStatus health, ServingStatus expected)
    {
        await using var host = await StartAsync(() => health);
        using var channel = GrpcChannel.ForAddress(host.Address);
        var client = new Protocol.Health.Health.HealthClient(channel);

        foreach (var service in new[] { "", "tableservice.v1.Tables", "tableservice.v1.Admin" })
        {
            Assert.Equal(expected, (await client.CheckAsync(new() { Service = service })).Status);
        }

        var list = await client.ListAsync(new());
        Assert.Equal(
            ["", "tableservice.v1.Admin", "tableservice.v1.Tables"], list.Statuses.Keys.Order(StringComparer.Ordinal));
        Assert.All(list.Statuses.Values, response => Assert.Equal(expected, response.Status));
    }

    [Fact]
    public async Task Check_WhenTheServiceIsUnknown_IsNotFound()
    {
        await using var host = await StartAsync(() => HealthStatus.Healthy);
        using var channel = GrpcChannel.ForAddress(host.Address);
        var client = new Protocol.Health.Health.HealthClient(channel);

        var exception = await Assert.ThrowsAsync<RpcException>(
            async () => await client.CheckAsync(new() { Service = "x" }));

        Assert.Equal(StatusCode.NotFound, exception.StatusCode);
        using var watch = client.Watch(new() { Service = "x" });
        Assert.Equal(ServingStatus.ServiceUnknown, await NextAsync(watch));
    }

    [Fact]
    public async Task Watch_WhenTheHealthChanges_SaysSo()
    {
        var health = HealthStatus.Healthy;
        await using var host = await StartAsync(() => health);
        using var channel = GrpcChannel.ForAddress(host.Address);
        using var watch = new Protocol.Health.Health.HealthClient(channel).Watch(new());

        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));
        health = HealthStatus.Unhealthy;
        Assert.Equal(ServingStatus.NotServing, await NextAsync(watch));
        health = HealthStatus.Healthy;
        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));

        var stopping = host.StopAsync();
        Assert.Equal(ServingStatus.NotServing, await NextAsync(watch));
        await stopping.WaitAsync(Patience);
    }

    private static Task<GatewayHost> StartAsync(Func<HealthStatus> health) => GatewayHost.StartAsync(
        new InMemoryTableService(),
        options => options.HealthPollInterval = TimeSpan.FromMilliseconds(100),
        services => services.AddHealthChecks().AddCheck("test", () => new HealthCheckResult(health())));

    private static async Task<ServingStatus> NextAsync(AsyncServerStreamingCall<HealthCheckResponse> call)
    {
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
        return call.ResponseStream.Current.Status;
    }
}
