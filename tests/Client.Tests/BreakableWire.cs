using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Orleans.TableService.Client.Tests;

/// <summary>Passes bytes on to a server, until its connections are broken; new ones may be made afterwards.</summary>
internal sealed class BreakableWire : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly Uri _target;
    private Task _running = Task.CompletedTask;

    private BreakableWire(Uri target) => _target = target;

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public static Task<BreakableWire> StartAsync(Uri target)
    {
        var wire = new BreakableWire(target);
        wire._listener.Start();
        wire._running = wire.AcceptAsync();
        return Task.FromResult(wire);
    }

    /// <summary>Resets every connection, as a dead server or network would.</summary>
    public Task BreakAsync()
    {
        while (_sockets.TryTake(out var socket))
        {
            socket.Close(0);
        }

        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await BreakAsync();
        await _running;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var pumps = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await server.ConnectAsync(_target.Host, _target.Port, _stop.Token);
                _sockets.Add(client);
                _sockets.Add(server);
                pumps.Add(PumpAsync(client, server));
                pumps.Add(PumpAsync(server, client));
            }
        }
        catch (OperationCanceledException)
        {
            await BreakAsync();
            await Task.WhenAll(pumps);
        }
    }

    private static async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 << 10];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer)) > 0)
            {
                await to.SendAsync(buffer.AsMemory(0, count));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // That is what this is for.
        }

        from.Close(0);
        to.Close(0);
    }
}
