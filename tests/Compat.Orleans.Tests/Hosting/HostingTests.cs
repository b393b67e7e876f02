using System.Reflection;
using System.Reflection.Emit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime;
using Orleans.TableService.Compat;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.Tests.Hosting;

public sealed class HostingTests
{
    private readonly Stage _stage = new();

    [Fact]
    public async Task Activation_WhenItFails_FailsTheWaitingCallsAndTheNextOneActivatesAnew()
    {
        await using var silo = await TestSilo.StartAsync(builder => builder.Services.AddSingleton(_stage));
        var grain = silo.Grains.GetGrain<ILifecycleGrain>("fails");
        var calls = new[] { grain.PingAsync(), grain.PingAsync() };
        Assert.Equal("activating", await _stage.NextAsync());
        _stage.Open("fail");
        foreach (var call in calls)
        {
            Assert.Equal("cannot activate", (await Assert.ThrowsAsync<FormatException>(() => call)).Message);
        }

        await Assert.ThrowsAsync<FormatException>(grain.PingAsync);
        Assert.Equal("activating", await _stage.NextAsync());
        Assert.Equal(0, silo.Runtime.Catalog.Count);
    }

    [Fact]
    public async Task Activation_WhenItHangs_FailsAfterTheTimeout()
    {
        var time = new ManualTimeProvider();
        await using var silo = await TestSilo.StartAsync(builder => builder.Services.AddSingleton(_stage), time);
        var call = silo.Grains.GetGrain<ILifecycleGrain>("hangs").PingAsync();
        Assert.Equal("activating", await _stage.NextAsync());

        time.Advance(TimeSpan.FromSeconds(30));

        await Assert.ThrowsAnyAsync<Exception>(() => call);
    }

    [Fact]
    public async Task Stop_WhenGrainsAreActive_DeactivatesThemBetweenTheStages()
    {
        var silo = await TestSilo.StartAsync(builder =>
        {
            builder.Services.AddSingleton(_stage);
            builder.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(
                new Participant(_stage, ServiceLifecycleStage.Active));
            builder.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(
                new Participant(_stage, ServiceLifecycleStage.ApplicationServices));
        });
        var grain = silo.Grains.GetGrain<ILifecycleGrain>("a");
        await grain.PingAsync();
        await silo.StopAsync();

        string[] expected =
        [
            "start 10000", "start 20000", "stop 20000", "grain ended: ShuttingDown", "stop 10000",
        ];
        foreach (var item in expected)
        {
            Assert.Equal(item, await _stage.NextAsync());
        }

        await Assert.ThrowsAsync<SiloUnavailableException>(grain.PingAsync);
        await silo.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void SiloAndClient_WhenBothInOneHost_Throw(bool siloFirst)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        Action silo = () => builder.UseOrleans(_ => { });
        Action client = () => builder.UseOrleansClient(_ => { });
        (siloFirst ? silo : client)();

        Assert.Throws<OrleansConfigurationException>(siloFirst ? client : silo);
    }

    [Fact]
    public async Task Client_WhenAlone_IsRefusedAtStart()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleansClient(_ => { });
        using var host = builder.Build();

        await Assert.ThrowsAsync<NotSupportedException>(() => host.StartAsync());
    }

    [Fact]
    public async Task HostBuilder_WhenItUsesOrleans_RunsGrainsAndOffersTheClient()
    {
        using var host = new HostBuilder().UseOrleans(builder => builder.Services.AddSingleton(_stage)).Build();
        await host.StartAsync();

        var client = host.Services.GetRequiredService<IClusterClient>();
        await client.GetGrain<ILifecycleGrain>("a").PingAsync();

        Assert.Same(client, client.ServiceProvider.GetRequiredService<IGrainFactory>());
        await host.StopAsync();
    }

    [Theory]
    [InlineData(typeof(GrainTypeAttribute))]
    [InlineData(typeof(AliasAttribute))]
    public void Manifest_WhenTwoTypesHaveOneName_Throws(Type attribute)
    {
        var module = AssemblyBuilder
            .DefineDynamicAssembly(new AssemblyName("Duplicates"), AssemblyBuilderAccess.RunAndCollect)
            .DefineDynamicModule("Duplicates");
        var types = new[] { "One", "Two" }.Select(name =>
        {
            var type = module.DefineType(name, TypeAttributes.Public, typeof(Grain));
            type.DefineDefaultConstructor(MethodAttributes.Public);
            type.SetCustomAttribute(new CustomAttributeBuilder(attribute.GetConstructors()[0], ["same"]));
            return type.CreateType();
        }).ToArray();

        var exception = Assert.Throws<OrleansConfigurationException>(() => new GrainManifest(types));

        Assert.Contains("'same'", exception.Message, StringComparison.Ordinal);
    }

    private sealed class Participant(Stage stage, int at) : ILifecycleParticipant<ISiloLifecycle>
    {
        public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
            nameof(Participant),
            at,
            _ => Tell($"start {at}"),
            _ => Tell($"stop {at}"));

        private Task Tell(string happened)
        {
            stage.Tell(happened);
            return Task.CompletedTask;
        }
    }
}
