using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Orleans.TableService.Gateway.Tests;

namespace Orleans.TableService.Client.Tests;

/// <summary>A gateway over a service that does what the test says, and a client to it.</summary>
internal sealed class Scripted : IAsyncDisposable
{
    private readonly ConcurrentQueue<TableTransaction> _seen = new();

    private Scripted(GatewayHost host, TableServiceClient client, ConcurrentQueue<TableTransaction> seen)
    {
        Host = host;
        Client = client;
        _seen = seen;
    }

    public static TableTransaction Put { get; } =
        TableTransaction.Of("p"u8.ToArray(), new PutOperation { LKey = "l"u8.ToArray(), Value = default });

    public static TableTransaction Get { get; } =
        TableTransaction.Of("p"u8.ToArray(), new GetOperation { LKey = "l"u8.ToArray() });

    public GatewayHost Host { get; }

    public TableServiceClient Client { get; }

    /// <summary>Transactions that reached the service.</summary>
    public int Seen => _seen.Count;

    public static async Task<Scripted> StartAsync(
        Func<int, CancellationToken, ValueTask<TransactionOutcome>> commit,
        Action<TableServiceClientOptions>? configure = null)
    {
        var seen = new ConcurrentQueue<TableTransaction>();
        var service = new ScriptedService
        {
            Commit = (transaction, token) =>
            {
                seen.Enqueue(transaction);
                return commit(seen.Count, token);
            },
        };
        await service.Admin.CreateStreamAsync("default", "t", new StreamConfiguration());
        var host = await GatewayHost.StartAsync(service);
        var options = new TableServiceClientOptions
        {
            Address = host.Address,
            RetryDelay = TimeSpan.FromMilliseconds(1),
        };
        configure?.Invoke(options);
        return new Scripted(host, new TableServiceClient(options), seen);
    }

    /// <summary>A port of the loopback address on which nobody listens.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Host.DisposeAsync();
    }
}
