using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TableService.Testing;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.Gateway.Tests;

public sealed class PipelineTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Pipeline_WhenManyOperationsAreSent_AnswersEachOnceByItsId()
    {
        await using var host = await GatewayHost.StartAsync(await TablesAsync());
        using var channel = GrpcChannel.ForAddress(host.Address);
        using var call = new Wire.Tables.TablesClient(channel).Pipeline();
        var results = ReadAllAsync(call);

        for (var message = 0UL; message < 50; message++)
        {
            var request = new Wire.PipelineRequest { Table = "t" };
            request.Operations.AddRange(Enumerable.Range(0, 200).Select(i => Increment((message * 200) + (ulong)i)));
            await call.RequestStream.WriteAsync(request);
        }

        await call.RequestStream.CompleteAsync();

        var all = await results.WaitAsync(Patience);
        Assert.Equal(10_000, all.Count);
        Assert.Equal(Enumerable.Range(0, 10_000).Select(i => (ulong)i), all.Select(result => result.Id).Order());
        Assert.Equal(Enumerable.Range(1, 10_000), all.Select(result => (int)result.Increment.Total).Order());
    }

    [Fact]
    public async Task Pipeline_WhenResultsAreTooLargeForOneMessage_SendsMore()
    {
        const int Count = 60;
        var service = await TablesAsync();
        await using var host = await GatewayHost.StartAsync(
            service, options => options.PipelineReplySizeMaxBytes = 10_000);
        using var channel = GrpcChannel.ForAddress(host.Address);
        using var call = new Wire.Tables.TablesClient(channel).Pipeline();
        var key = ByteString.CopyFromUtf8("k");
        var table = await service.OpenTableAsync("default", "t");
        await table.PutAsync(key.ToByteArray(), new byte[4_000]);
        var request = new Wire.PipelineRequest { Table = "t" };
        request.Operations.AddRange(Enumerable.Range(0, Count).Select(
            i => new Wire.PipelineOperation { Id = (ulong)i, PKey = key, Get = new() }));

        await call.RequestStream.WriteAsync(request);
        await call.RequestStream.CompleteAsync();
        var replies = new List<Wire.PipelineReply>();
        while (await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience))
        {
            replies.Add(call.ResponseStream.Current);
        }

        Assert.All(replies, reply => Assert.InRange(reply.CalculateSize(), 1, 10_100));
        Assert.Equal(
            Enumerable.Range(0, Count).Select(i => (ulong)i),
            replies.SelectMany(reply => reply.Results).Select(result => result.Id).Order());
    }

    [Fact]
    public async Task Pipeline_WhenOperationsFail_StatesTheFaultOfEachAndGoesOn()
    {
        await using var host = await GatewayHost.StartAsync(await TablesAsync());
        using var channel = GrpcChannel.ForAddress(host.Address);
        using var call = new Wire.Tables.TablesClient(channel).Pipeline();
        var results = ReadAllAsync(call);

        await call.RequestStream.WriteAsync(new()
        {
            Table = "t",
            Operations =
            {
                new Wire.PipelineOperation { Id = 1 },
                new Wire.PipelineOperation { Id = 2, DeleteRange = new() },
                new Wire.PipelineOperation { Id = 3, Delete = new() { ExpectedVersion = 5 } },
                new Wire.PipelineOperation { Id = 4, Put = new() { Value = ByteString.Empty } },
            },
        });
        await call.RequestStream.WriteAsync(new() { Table = "none", Operations = { Increment(5) } });
        await call.RequestStream.WriteAsync(new() { Table = "t", Operations = { Increment(6) } });
        await call.RequestStream.CompleteAsync();

        var all = (await results.WaitAsync(Patience)).OrderBy(result => result.Id).ToList();
        Assert.Equal(
            ["operation", "delete_range.l_keys"], all[..2].Select(r => Details.InfoOf(r.Fault).Metadata["field"]));
        Assert.Equal("CONDITION_FAILED", Details.InfoOf(all[2].Fault).Reason);
        Assert.NotNull(all[3].Put);
        Assert.Equal("STREAM_NOT_FOUND", Details.InfoOf(all[4].Fault).Reason);
        Assert.Equal(1, all[5].Increment.Total);
    }

    [Fact]
    public async Task Pipeline_WhenOneAfterTheOther_NoResultKeepsAnythingOfTheLast()
    {
        await using var host = await GatewayHost.StartAsync(
            await TablesAsync(), options => options.PipelineOperationsMax = 1);
        using var channel = GrpcChannel.ForAddress(host.Address);
        using var call = new Wire.Tables.TablesClient(channel).Pipeline();
        var results = ReadAllAsync(call);
        var value = ByteString.CopyFromUtf8("v");
        await call.RequestStream.WriteAsync(new()
        {
            Table = "t",
            Operations =
            {
                new Wire.PipelineOperation { Id = 1, Put = new() { Value = value } },
                new Wire.PipelineOperation { Id = 2, Put = new() { Value = value, ReturnPrevious = true } },
                new Wire.PipelineOperation { Id = 3, Put = new() { Value = value } },
                new Wire.PipelineOperation { Id = 4 },
                new Wire.PipelineOperation { Id = 5, Get = new() },
                new Wire.PipelineOperation { Id = 6, Put = new() { Value = value } },
            },
        });
        await call.RequestStream.CompleteAsync();

        var all = (await results.WaitAsync(Patience)).ToDictionary(result => result.Id);
        var puts = new[] { all[1].Put, all[2].Put, all[3].Put, all[6].Put };
        Assert.Equal([0L, 1L, 2L, 3L], puts.Select(put => put.Version));
        Assert.Equal([false, true, false, false], puts.Select(put => put.Previous is not null));
        Assert.Equal((0L, false), (all[4].Revision, all[4].Fault is null));
        Assert.Equal(value, all[5].Get.Entry.Bytes);
        Assert.True(all[6].Revision > all[3].Revision);
    }

    [Fact]
    public async Task Pipeline_WhenATableIsCreatedAgain_FindsIt()
    {
        var service = await TablesAsync();
        await using var host = await GatewayHost.StartAsync(service);
        using var channel = GrpcChannel.ForAddress(host.Address);
        using var call = new Wire.Tables.TablesClient(channel).Pipeline();
        for (var turn = 0; turn < 3; turn++)
        {
            await call.RequestStream.WriteAsync(new() { Table = "t", Operations = { Increment(1) } });
            Assert.True(await call.ResponseStream.MoveNext(default).WaitAsync(Patience));
            Assert.Equal(1, Assert.Single(call.ResponseStream.Current.Results).Increment.Total);
            await service.Admin.DeleteStreamAsync("default", "t");
            await service.Admin.CreateStreamAsync("default", "t", new StreamConfiguration());
        }
    }

    [Fact]
    public async Task Pipeline_WhenNothingCompletes_StartsNoMoreThanItsWindow()
    {
        var started = new ConcurrentQueue<TaskCompletionSource<TransactionOutcome>>();
        var full = new TaskCompletionSource();
        var service = new ScriptedService
        {
            Commit = (_, _) =>
            {
                var outcome = new TaskCompletionSource<TransactionOutcome>();
                started.Enqueue(outcome);
                if (started.Count == 10)
                {
                    full.TrySetResult();
                }

                return new(outcome.Task);
            },
        };
        await using var host = await GatewayHost.StartAsync(service, options => options.PipelineOperationsMax = 10);
        using var channel = GrpcChannel.ForAddress(host.Address);
        using var call = new Wire.Tables.TablesClient(channel).Pipeline();
        var results = ReadAllAsync(call);
        var request = new Wire.PipelineRequest { Table = "t" };
        request.Operations.AddRange(Enumerable.Range(0, 100).Select(i => Put((ulong)i)));
        await call.RequestStream.WriteAsync(request);
        await call.RequestStream.CompleteAsync();

        await full.Task.WaitAsync(Patience);
        Assert.Equal(10, started.Count);

        var done = 0;
        while (done < 100)
        {
            Assert.True(started.Count <= done + 10);
            if (started.TryDequeue(out var next))
            {
                next.SetResult(ScriptedService.PutDone());
                done++;
            }
            else
            {
                await Task.Yield();
            }
        }

        Assert.Equal(100, (await results.WaitAsync(Patience)).Count);
    }

    [Fact]
    public async Task Pipeline_WhenTheClientReadsNoResults_HoldsNoMoreThanItsWindow()
    {
        var value = new byte[100_000];
        var reads = 0;
        var service = new ScriptedService
        {
            Commit = (transaction, _) =>
            {
                Interlocked.Increment(ref reads);
                var entry = new TableEntry
                {
                    LKey = transaction.PKey,
                    Value = new TableValue(value),
                    CreateRevision = 1,
                    ModRevision = 1,
                    Version = 0,
                };
                var get = new GetResult { Entry = entry };
                var result = new TransactionResult { Succeeded = true, Revision = 1, Results = [get] };
                return new(new TransactionOutcome(result));
            },
        };
        await using var host = await GatewayHost.StartAsync(service, options => options.PipelineSizeMaxBytes = 4 << 20);
        using var channel = GrpcChannel.ForAddress(host.Address);
        using var call = new Wire.Tables.TablesClient(channel).Pipeline();
        var request = new Wire.PipelineRequest { Table = "t" };
        request.Operations.AddRange(
            Enumerable.Range(0, 1000).Select(i => new Wire.PipelineOperation { Id = (ulong)i, Get = new() }));
        await call.RequestStream.WriteAsync(request);
        await call.RequestStream.CompleteAsync();

        // All 1,000 values are 100 MB; the windows of HTTP/2 and of the pipeline hold but a part of them.
        var first = await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience);
        Assert.True(first);
        Assert.InRange(Volatile.Read(ref reads), 1, 300);
        var rest = await ReadAllAsync(call).WaitAsync(Patience);
        Assert.Equal(1000, reads);
        Assert.NotEmpty(rest);
    }

    [Fact]
    public async Task Pipeline_WhenTheClientGoes_CancelsWhatIsInFlight()
    {
        var cancelled = new TaskCompletionSource();
        var started = new TaskCompletionSource();
        var service = new ScriptedService
        {
            Commit = async (_, token) =>
            {
                started.TrySetResult();
                await using var registration = token.Register(() => cancelled.TrySetResult());
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                return default;
            },
        };
        await using var host = await GatewayHost.StartAsync(service);
        using var channel = GrpcChannel.ForAddress(host.Address);
        var call = new Wire.Tables.TablesClient(channel).Pipeline();
        await call.RequestStream.WriteAsync(new() { Table = "t", Operations = { Put(1) } });
        await started.Task.WaitAsync(Patience);

        call.Dispose();

        await cancelled.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task Pipeline_WhenTheServerStops_EndsAfterTheLastResults()
    {
        var outcome = new TaskCompletionSource<TransactionOutcome>();
        var started = new TaskCompletionSource();
        var service = new ScriptedService
        {
            Commit = (_, _) =>
            {
                started.TrySetResult();
                return new(outcome.Task);
            },
        };
        await using var host = await GatewayHost.StartAsync(service);
        using var channel = GrpcChannel.ForAddress(host.Address);
        using var call = new Wire.Tables.TablesClient(channel).Pipeline();
        await call.RequestStream.WriteAsync(new() { Table = "t", Operations = { Put(7) } });
        await started.Task.WaitAsync(Patience);

        var stopping = host.StopAsync();
        outcome.SetResult(ScriptedService.PutDone());

        Assert.True(await call.ResponseStream.MoveNext(default).WaitAsync(Patience));
        var result = Assert.Single(call.ResponseStream.Current.Results);
        Assert.Equal((7UL, true), (result.Id, result.Put is not null));
        var isStopping = call.ResponseStream.Current.Stopping;
        if (!isStopping)
        {
            Assert.True(await call.ResponseStream.MoveNext(default).WaitAsync(Patience));
            isStopping = call.ResponseStream.Current.Stopping;
        }

        // Only then is the client's side over, and the call with it.
        Assert.True(isStopping);
        Assert.False(stopping.IsCompleted);
        await call.RequestStream.CompleteAsync();
        await stopping.WaitAsync(Patience);
    }

    [Fact]
    public async Task Pipeline_WhenTheServerStopsAndTheClientSaysNothing_EndsAfterTheFarewellTime()
    {
        var time = new ManualTimeProvider();
        await using var host = await GatewayHost.StartAsync(
            await TablesAsync(),
            options => options.PipelineFarewellTime = TimeSpan.FromSeconds(5),
            services => services.AddSingleton<TimeProvider>(time));
        using var channel = GrpcChannel.ForAddress(host.Address);
        using var call = new Wire.Tables.TablesClient(channel).Pipeline();
        await call.RequestStream.WriteAsync(new() { Table = "t", Operations = { Put(7) } });
        Assert.True(await call.ResponseStream.MoveNext(default).WaitAsync(Patience));

        var stopping = host.StopAsync();
        Assert.True(await call.ResponseStream.MoveNext(default).WaitAsync(Patience));
        Assert.True(call.ResponseStream.Current.Stopping);
        Assert.False(stopping.IsCompleted);

        time.Advance(TimeSpan.FromSeconds(5));
        await Assert.ThrowsAsync<RpcException>(() => ReadAllAsync(call, []).WaitAsync(Patience));
        await stopping.WaitAsync(Patience);
    }

    private static async Task<InMemoryTableService> TablesAsync()
    {
        var service = new InMemoryTableService();
        await service.Admin.CreateStreamAsync("default", "t", new StreamConfiguration());
        return service;
    }

    private static Wire.PipelineOperation Increment(ulong id) =>
        new() { Id = id, PKey = ByteString.CopyFromUtf8("n"), Increment = new() { Amount = 1 } };

    private static Wire.PipelineOperation Put(ulong id) => new() { Id = id, Put = new() { Value = ByteString.Empty } };

    private static async Task ReadAllAsync(
        AsyncDuplexStreamingCall<Wire.PipelineRequest, Wire.PipelineReply> call,
        List<Wire.PipelineResult> results)
    {
        await foreach (var reply in call.ResponseStream.ReadAllAsync())
        {
            results.AddRange(reply.Results);
        }
    }

    private static async Task<List<Wire.PipelineResult>> ReadAllAsync(
        AsyncDuplexStreamingCall<Wire.PipelineRequest, Wire.PipelineReply> call)
    {
        var results = new List<Wire.PipelineResult>();
        await ReadAllAsync(call, results);

        return results;
    }
}
