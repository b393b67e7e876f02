using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace Orleans.TableService.Gateway.Tests;

/// <summary>What the door tells of calls, pipelines and connections.</summary>
public sealed class DoorMetricsTests
{
    private const string Put = "method=tableservice.v1.Tables/Put;";

    [Fact]
    public async Task Calls_AreCountedByMethodAndStatus()
    {
        using var collector = new MetricsCollector(
            meter => meter.Name == GatewayTelemetry.Name, NullLogger<MetricsCollector>.Instance);
        await using var host = await GatewayHost.StartAsync(new ScriptedService
        {
            Commit = (transaction, _) => new(transaction.PKey.Length == 1
                ? ScriptedService.PutDone()
                : new TransactionOutcome(Faults.ResourceExhausted("queue", "full"))),
        });
        using var channel = GrpcChannel.ForAddress(host.Address);
        var client = new Wire.Tables.TablesClient(channel);
        var before = Count(collector, "OK");
        var failedBefore = Count(collector, "RESOURCE_EXHAUSTED");

        await client.PutAsync(Request("a"));
        await client.PutAsync(Request("b"));
        await Assert.ThrowsAsync<RpcException>(async () => await client.PutAsync(Request("too long")));

        // Other tests of this process put, too; the call's own end is measured after its client has the reply.
        Assert.True(SpinWait.SpinUntil(
            () => Count(collector, "OK") >= before + 2 && Count(collector, "RESOURCE_EXHAUSTED") >= failedBefore + 1,
            TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Pipelines_TellTheirDepthAndOutcomes()
    {
        using var collector = new MetricsCollector(
            meter => meter.Name == GatewayTelemetry.Name, NullLogger<MetricsCollector>.Instance);
        var release = new TaskCompletionSource();
        await using var host = await GatewayHost.StartAsync(new ScriptedService
        {
            Commit = async (_, token) =>
            {
                await release.Task.WaitAsync(token);
                return ScriptedService.PutDone();
            },
        });
        using var channel = GrpcChannel.ForAddress(host.Address);
        using var call = new Wire.Tables.TablesClient(channel).Pipeline();
        var request = new Wire.PipelineRequest { Namespace = "default", Table = "t" };
        request.Operations.Add(new Wire.PipelineOperation { Id = 1, PKey = Request("a").PKey, Put = new() });
        request.Operations.Add(new Wire.PipelineOperation { Id = 2, PKey = Request("a").PKey, Put = new() });
        await call.RequestStream.WriteAsync(request);

        Assert.True(SpinWait.SpinUntil(
            () => Lines(collector).Values.GetValueOrDefault(("tableservice_gateway_pipeline_depth", "")) >= 2,
            TimeSpan.FromSeconds(10)));
        Assert.True(Lines(collector)["tableservice_gateway_pipelines"] >= 1);
        Assert.True(Lines(collector)["tableservice_gateway_pipeline_size_bytes"] > 0);
        release.SetResult();
        Assert.True(await call.ResponseStream.MoveNext(default));
        await call.RequestStream.CompleteAsync();

        Assert.True(
            Lines(collector)["tableservice_gateway_pipeline_operations_total", "operation=Put;status=OK;"] >= 1);
    }

    private static MetricLines Lines(MetricsCollector collector) => MetricLines.Parse(collector.Collect());

    private static double Count(MetricsCollector collector, string status) => Lines(collector).Values
        .GetValueOrDefault(("tableservice_gateway_request_duration_seconds_count", $"{Put}status={status};"));

    private static Wire.PutRequest Request(string key) => new()
    {
        Namespace = "default",
        Table = "t",
        PKey = Google.Protobuf.ByteString.CopyFromUtf8(key),
        Put = new Wire.Put(),
    };
}
