using Grpc.Net.Client;
using Orleans.TableService.Benchmarks.Baselines;
using Orleans.TableService.Benchmarks.Measuring;
using Orleans.TableService.Client;

namespace Orleans.TableService.Benchmarks.Scenarios;

/// <summary>Gets and durable puts over gRPC, against an empty call through the same stack.</summary>
internal static class DoorScenario
{
    private const int Callers = 64;

    // As many as a pipeline has places for, unless it is told otherwise.
    private static readonly int PipelineCallers = new TableServiceClientOptions().PipelineOperationsMax;

    public static async Task RunAsync(BenchmarkHost host)
    {
        Report.Heading($"gRPC, unary, {Callers} callers");
        using var channel = GrpcChannel.ForAddress(host.Address);
        var echo = new Echo.EchoClient(channel);
        var nothing = new Nothing();
        await host.CreateTableAsync("door", ranges: 1);
        await using var client = new TableServiceClient(host.Address);
        var table = await client.OpenTableAsync("default", "door");
        await TableLoads.FillAsync(table);
        var rates = await Load.BestOfThreeAsync(
            TableLoads.Call(Callers, async () => await echo.CallAsync(nothing)),
            TableLoads.Get(table, Callers),
            TableLoads.Put(table, Callers));
        var (empty, get, put) = (rates[0], rates[1], rates[2]);
        Report.Line("empty unary call (baseline)", empty);
        Report.Line("get", get, Report.Ratio(get, empty, "the empty call", 70));
        Report.Line("durable put", put, Report.Ratio(put, empty, "the empty call", 50));

        Report.Heading($"gRPC, one duplex pipeline, {PipelineCallers} operations in flight");
        await using var pipeline = await client.OpenPipelineAsync("default", "door");
        var piped = await Load.BestOfThreeAsync(TableLoads.Put(pipeline, PipelineCallers));
        Report.Line("durable put", piped[0], "goal 200,000");
    }
}
