using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.TableService.Client;
using Orleans.TableService.Storage.Checkpoints;
using Orleans.TableService.Storage.S3;

namespace Orleans.TableService.Silo.Tests;

/// <summary>The composed server, in this process, on a port that the system picks.</summary>
[Collection("servers")]
public sealed partial class ServerHostTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("tableservice-silo-").FullName;

    [Fact]
    public async Task Start_WhenItIsReady_ServesTablesOverGrpcUntilItStops()
    {
        var arguments = ServerArguments.Parse(["standalone", "--port=0", "--data-dir", _data]);
        await using var server = ServerHost.Build(arguments);
        await server.StartAsync();
        var ready = ReadyLine().Match(ServerHost.ReadyLine(server));
        await using var client = new ServiceCollection()
            .AddTableServiceClient(new Uri($"http://{ready.Groups["address"].Value}"))
            .BuildServiceProvider();
        var tables = client.GetRequiredService<ITableService>();

        await tables.Admin.CreateStreamAsync("default", "greetings", new StreamConfiguration { InitialRanges = 2 });
        var table = await tables.OpenTableAsync("default", "greetings");
        await table.PutAsync("hello"u8.ToArray(), "world"u8.ToArray());

        Assert.Equal("world", Encoding.UTF8.GetString((await table.GetAsync("hello"u8.ToArray()))!.Value.Bytes.Span));
        Assert.Equal(Path.GetFullPath(_data), ready.Groups["data"].Value);
        await server.StopAsync();
    }

    [Fact]
    public async Task Build_WithACheckpointStore_KeepsCheckpointsInThatBucket()
    {
        var arguments = ServerArguments.Parse(
        [
            "standalone", "--port=0", "--data-dir", _data, "--checkpoint-store", "s3://bucket/node-1",
            "--s3-endpoint", "http://127.0.0.1:9000", "--s3-region=eu-central-1",
        ]);
        await using var server = ServerHost.Build(arguments);
        var options = server.Services.GetRequiredService<IOptions<S3CheckpointOptions>>().Value;

        Assert.Equal("s3://bucket/node-1", server.Services.GetRequiredService<ICheckpointStore>().ToString());
        Assert.Equal(
            ("http://127.0.0.1:9000/", "eu-central-1"), (options.Endpoint!.AbsoluteUri, options.Region));
    }

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [GeneratedRegex("^Orleans.TableService is ready on (?<address>127.0.0.1:[1-9][0-9]*), data in (?<data>/.*)$")]
    private static partial Regex ReadyLine();
}
