using System.Net;
using System.Net.Sockets;
using Orleans.TableService.EndToEnd.Processes;

namespace Orleans.TableService.EndToEnd.BadInput;

/// <summary>Connections that mean no good cost a bounded amount, and other clients do not notice.</summary>
public sealed class ConnectionStormTests(RunningServer running) : IClassFixture<RunningServer>
{
    private const int Connections = 10_000;
    private const int AtOnce = 500;

    [Fact]
    public async Task Server_WhenTenThousandConnectionsComeAndGo_StillServes()
    {
        await using var client = Clients.Connect(running.Server);
        await client.Admin.CreateStreamAsync("default", "storm", new StreamConfiguration());
        var table = await client.OpenTableAsync("default", "storm");
        await table.PutAsync("k"u8.ToArray(), "v"u8.ToArray());
        var before = ResidentBytes();

        for (var opened = 0; opened < Connections; opened += AtOnce)
        {
            var sockets = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => ConnectAsync()));
            Assert.NotNull(await table.GetAsync("k"u8.ToArray()));
            Array.ForEach(sockets, socket => socket.Dispose());
        }

        Assert.NotNull(await table.GetAsync("k"u8.ToArray()));
        Assert.InRange(ResidentBytes(), 0, before + (256L << 20));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF")]
    [InlineData("nonsense")]
    public async Task Server_WhenBytesAreNoHttp2_ClosesAndStillServes(string bytes)
    {
        using (var socket = await ConnectAsync())
        {
            await socket.SendAsync(System.Text.Encoding.Latin1.GetBytes(bytes));
            socket.Shutdown(SocketShutdown.Send);
            var buffer = new byte[4096];
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            try
            {
                while (await socket.ReceiveAsync(buffer, limit.Token) > 0)
                {
                }
            }
            catch (SocketException)
            {
                // A reset ends the connection as well as a close.
            }
        }

        await using var client = Clients.Connect(running.Server);
        Assert.NotEmpty(await client.Admin.ListNamespacesAsync());
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, running.Server.Port));
        return socket;
    }

    private long ResidentBytes() => ProcessMemory.ResidentBytes(running.Server.Id);
}
