using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Orleans.TableService.Testing;

namespace Orleans.TableService.Gateway.Tests;

public sealed class WatchTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Watch_StatesItsBeginAndThenTheChanges()
    {
        var service = new InMemoryTableService();
        await service.Admin.CreateStreamAsync("default", "t", new StreamConfiguration { KeepPreviousValues = true });
        await using var host = await GatewayHost.StartAsync(service);
        using var channel = GrpcChannel.ForAddress(host.Address);
        var client = new Wire.Tables.TablesClient(channel);
        var key = ByteString.CopyFromUtf8("k");
        using var call = client.Watch(new() { Table = "t", PKey = key });

        var created = await NextAsync(call);
        Assert.True(created.Created);
        Assert.Empty(created.Changes);
        var first = await client.PutAsync(new() { Table = "t", PKey = key, Put = new() { Value = key } });

        // One after the other: what commits while nobody reads may travel together.
        var put = await NextChangesAsync(call);
        await client.DeleteAsync(new() { Table = "t", PKey = key, Delete = new() });
        Assert.False(put.Created);
        var change = Assert.Single(put.Changes);
        Assert.Equal(
            (Wire.ChangeKind.Put, Wire.ChangeCause.Client, first.Revision),
            (change.Kind, change.Cause, change.Revision));
        Assert.Equal(key, change.Entry.Bytes);
        Assert.NotNull(change.CommittedAt);
        var delete = Assert.Single((await NextChangesAsync(call)).Changes);
        Assert.Equal((Wire.ChangeKind.Delete, key), (delete.Kind, delete.Previous.Bytes));
        Assert.Null(delete.Entry);
    }

    [Fact]
    public async Task Watch_WhenABatchIsTooLargeForAMessage_SendsItInParts()
    {
        var changes = Enumerable.Range(0, 10).Select(i => Change(5, $"k{i}", new byte[4_000])).ToList();
        await using var host = await GatewayHost.StartAsync(
            Watching([new() { Revision = 4, Changes = [] }, new() { Revision = 5, Changes = changes }]),
            options => options.WatchReplySizeMaxBytes = 10_000);
        using var channel = GrpcChannel.ForAddress(host.Address);
        using var call = new Wire.Tables.TablesClient(channel).Watch(new() { Table = "t" });
        await NextAsync(call);

        var parts = new List<Wire.WatchReply>();
        do
        {
            parts.Add(await NextAsync(call));
        }
        while (parts[^1].Partial);

        Assert.Equal(5, parts.Count);
        Assert.All(parts, part => Assert.InRange(part.CalculateSize(), 1, 10_000));
        Assert.Equal(
            changes.Select(change => Encoding.UTF8.GetString(change.LKey.Span)),
            parts.SelectMany(part => part.Changes).Select(change => change.LKey.ToStringUtf8()));
    }

    [Fact]
    public async Task Watch_WhenTheClientStopsReading_TakesNoMoreFromTheTable()
    {
        var taken = 0;
        var batch = new ChangeBatch { Revision = 1, Changes = [Change(1, "k", new byte[500_000])] };
        IEnumerable<ChangeBatch> Endless()
        {
            while (true)
            {
                Interlocked.Increment(ref taken);
                yield return batch;
            }
        }

        await using var host = await GatewayHost.StartAsync(Watching(Endless()));
        using var channel = GrpcChannel.ForAddress(host.Address);
        var client = new Wire.Tables.TablesClient(channel);
        using var slow = client.Watch(new() { Table = "t" });
        await NextAsync(slow);

        // Another reader makes progress past what the first one's windows can hold.
        using var fast = client.Watch(new() { Table = "t" });
        for (var i = 0; i < 400; i++)
        {
            await NextAsync(fast);
        }

        Assert.InRange(Volatile.Read(ref taken), 400, 400 + 200);
    }

    [Fact]
    public async Task Watch_WhenTheTableIsDeleted_EndsWithThat()
    {
        var service = new InMemoryTableService();
        await service.Admin.CreateStreamAsync("default", "t", new StreamConfiguration());
        await using var host = await GatewayHost.StartAsync(service);
        using var channel = GrpcChannel.ForAddress(host.Address);
        var client = new Wire.Tables.TablesClient(channel);
        using var call = client.Watch(new() { Table = "t" });
        await NextAsync(call);

        await service.Admin.DeleteStreamAsync("default", "t");

        var (code, info) = await Details.FailAsync(() => NextAsync(call));
        Assert.Equal((StatusCode.NotFound, "STREAM_NOT_FOUND"), (code, info.Reason));

        await service.Admin.CreateStreamAsync("default", "t", new StreamConfiguration());
        using var again = client.Watch(new() { Table = "t" });
        Assert.True((await NextAsync(again)).Created);
    }

    [Fact]
    public async Task Watch_WhenItsRevisionIsBelowOne_IsRefused()
    {
        await using var host = await GatewayHost.StartAsync(Watching([]));
        using var channel = GrpcChannel.ForAddress(host.Address);
        using var call = new Wire.Tables.TablesClient(channel).Watch(new() { Table = "t", FromRevision = 0 });

        var (code, info) = await Details.FailAsync(() => NextAsync(call));
        Assert.Equal((StatusCode.InvalidArgument, "from_revision"), (code, info.Metadata["field"]));
    }

    [Fact]
    public async Task Watch_WhenTheServerStops_SaysSo()
    {
        await using var host = await GatewayHost.StartAsync(Watching([new ChangeBatch { Revision = 0, Changes = [] }]));
        using var channel = GrpcChannel.ForAddress(host.Address);
        using var call = new Wire.Tables.TablesClient(channel).Watch(new() { Table = "t" });
        await NextAsync(call);

        var stopping = host.StopAsync();

        var (code, info) = await Details.FailAsync(() => NextAsync(call));
        Assert.Equal((StatusCode.Unavailable, "UNAVAILABLE"), (code, info.Reason));
        await stopping.WaitAsync(Patience);
    }

    private static ScriptedService Watching(IEnumerable<ChangeBatch> batches) =>
        new() { Watch = (_, token) => ScriptedService.Batches(batches, token) };

    private static TableChange Change(long revision, string key, byte[] value) => new()
    {
        Kind = ChangeKind.Put,
        Cause = ChangeCause.Client,
        Revision = revision,
        LKey = Encoding.UTF8.GetBytes(key),
        Entry = new TableEntry
        {
            LKey = Encoding.UTF8.GetBytes(key),
            Value = new TableValue(value),
            CreateRevision = revision,
            ModRevision = revision,
            Version = 0,
        },
        CommittedAt = DateTimeOffset.UnixEpoch,
    };

    private static async Task<Wire.WatchReply> NextChangesAsync(AsyncServerStreamingCall<Wire.WatchReply> call)
    {
        while (true)
        {
            var reply = await NextAsync(call);
            if (reply.Changes.Count > 0)
            {
                return reply;
            }
        }
    }

    private static async Task<Wire.WatchReply> NextAsync(AsyncServerStreamingCall<Wire.WatchReply> call)
    {
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
        return call.ResponseStream.Current;
    }
}
