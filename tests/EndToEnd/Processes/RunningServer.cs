namespace Orleans.TableService.EndToEnd.Processes;

/// <summary>One server for all tests of a class that do it no harm.</summary>
public sealed class RunningServer : IAsyncLifetime
{
    private TemporaryDirectory? _data;
    private ServerProcess? _server;

    internal ServerProcess Server => _server ?? throw new InvalidOperationException("The server is not started.");

    public async Task InitializeAsync()
    {
        _data = new TemporaryDirectory();
        _server = await ServerProcess.StartAsync(_data.Path);
    }

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        _data?.Dispose();
    }
}
