using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Storage;

namespace Orleans.TableService.Tests.State;

public sealed class PersistentStateTests : IDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"grain-state-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task State_WhenWritten_IsReadByTheNextActivation(bool embedded)
    {
        await using var silo = await StartAsync(embedded);
        var grain = silo.Grains.GetGrain<IStateGrain>("a");
        Assert.Equal("empty False False", await grain.GetAsync());
        await grain.SetAsync("hello");
        await grain.EndAsync();
        Assert.Equal("hello True True", await grain.GetAsync());
        await grain.ClearAsync();
        Assert.Equal("empty False False", await grain.GetAsync());
    }

    [Fact]
    public async Task State_WhenEmbedded_OutlivesTheSilo()
    {
        await using (var silo = await StartAsync(embedded: true))
        {
            await silo.Grains.GetGrain<IStateGrain>("a").SetAsync("hello");
        }

        await using var next = await StartAsync(embedded: true);
        Assert.Equal("hello True True", await next.Grains.GetGrain<IStateGrain>("a").GetAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task State_WhenAnotherWroteMeanwhile_TheWriteFailsAndTheActivationEnds(bool embedded)
    {
        await using var silo = await StartAsync(embedded);
        var grain = silo.Grains.GetGrain<IStateGrain>("a");
        await grain.SetAsync("first");

        await Assert.ThrowsAsync<InconsistentStateException>(() => grain.WriteBehindAsync("theirs"));

        Assert.Equal("theirs True True", await grain.GetAsync());
    }

    [Fact]
    public async Task State_WhenItsProviderIsMissing_ActivationFailsNamingIt()
    {
        await using var silo = await TestSilo.StartAsync();

        var exception = await Assert.ThrowsAsync<Orleans.Runtime.OrleansConfigurationException>(
            () => silo.Grains.GetGrain<IStateGrain>("a").GetAsync());

        Assert.Contains("'notes'", exception.Message, StringComparison.Ordinal);
    }

    private Task<TestSilo> StartAsync(bool embedded) => TestSilo.StartAsync(builder =>
    {
        builder.AddMemoryGrainStorageAsDefault();
        if (embedded)
        {
            builder.AddEmbeddedGrainStorage("notes", options => options.Directory = _directory);
        }
        else
        {
            builder.AddMemoryGrainStorage("notes");
        }

        builder.Services.AddSingleton(provider
            => new StorageUnderTest(provider.GetRequiredKeyedService<IGrainStorage>("notes")));
    });
}
