using Orleans.TableService.Client;

namespace Orleans.TableService.EndToEnd.Processes;

/// <summary>Thin clients of a server under test.</summary>
internal static class Clients
{
    public static TableServiceClient Connect(ServerProcess server) => new(server.Uri);
}
