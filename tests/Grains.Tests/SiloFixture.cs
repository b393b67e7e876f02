using Orleans.TableService.Grains.Tests.Support;

namespace Orleans.TableService.Grains.Tests;

/// <summary>One silo for all facts that hold for every table service.</summary>
public sealed class SiloFixture : IAsyncLifetime
{
    private TestSilo? _silo;

    public ITableService Service => _silo!.Service;

    internal FakeDisk Disk { get; } = new();

    public async Task InitializeAsync() => _silo = await TestSilo.StartAsync(Disk);

    public async Task DisposeAsync() => await _silo!.DisposeAsync();
}
