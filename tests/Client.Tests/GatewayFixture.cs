using Orleans.TableService.Gateway.Tests;
using Orleans.TableService.Testing;

namespace Orleans.TableService.Client.Tests;

/// <summary>A gateway over tables in memory, and a client to it.</summary>
public sealed class GatewayFixture : IAsyncLifetime
{
    private GatewayHost? _host;
    private TableServiceClient? _client;

    public TableServiceClient Client => _client!;

    public InMemoryTableService Service { get; } = new();

    public async Task InitializeAsync()
    {
        _host = await GatewayHost.StartAsync(Service);
        _client = new TableServiceClient(_host.Address);
    }

    public async Task DisposeAsync()
    {
        await _client!.DisposeAsync();
        await _host!.DisposeAsync();
    }
}
