using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;
using Orleans.TableService.Compat.Grpc.Tests.Ends;

namespace Orleans.TableService.Compat.Grpc.Tests;

/// <summary>The .NET end of echo.proto.</summary>
internal sealed class EchoService : Echo.EchoBase
{
    private readonly ConcurrentDictionary<ByteString, TaskCompletionSource> _cancelled = new();

    public override async Task<EchoReply> Unary(EchoRequest request, ServerCallContext context)
    {
        await BeginAsync(context);
        await EndAsync(request, context);
        return new EchoReply { Payload = request.Payload };
    }

    public override async Task<EchoReply> Collect(
        IAsyncStreamReader<EchoRequest> requestStream,
        ServerCallContext context)
    {
        await BeginAsync(context);
        var all = new List<byte>();
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            all.AddRange(request.Payload);
        }

        return new EchoReply { Payload = ByteString.CopyFrom([.. all]) };
    }

    public override async Task Expand(
        EchoRequest request,
        IServerStreamWriter<EchoReply> responseStream,
        ServerCallContext context)
    {
        await BeginAsync(context);
        for (var i = 0; i < request.Count; i++)
        {
            await responseStream.WriteAsync(new EchoReply { Payload = request.Payload });
        }

        await EndAsync(request, context);
    }

    public override async Task Chat(
        IAsyncStreamReader<EchoRequest> requestStream,
        IServerStreamWriter<EchoReply> responseStream,
        ServerCallContext context)
    {
        await BeginAsync(context);
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            await responseStream.WriteAsync(
                new EchoReply { Payload = requestStream.Current.Payload }, context.CancellationToken);
        }
    }

    public override async Task<EchoReply> AwaitCancelled(EchoRequest request, ServerCallContext context)
    {
        await CancelledOf(request).Task.WaitAsync(context.CancellationToken);
        return new EchoReply();
    }

    private static async Task BeginAsync(ServerCallContext context)
    {
        var headers = new Metadata();
        foreach (var entry in context.RequestHeaders.Where(entry => entry.Key is "x-text" or "x-data-bin"))
        {
            foreach (var (to, prefix) in ((Metadata, string)[])[(headers, "h"), (context.ResponseTrailers, "t")])
            {
                var key = prefix + entry.Key[1..];
                to.Add(
                    entry.IsBinary ? new Metadata.Entry(key, entry.ValueBytes) : new Metadata.Entry(key, entry.Value));
            }
        }

        await context.WriteResponseHeadersAsync(headers);
    }

    private async Task EndAsync(EchoRequest request, ServerCallContext context)
    {
        if (request.Wait)
        {
            var cancelled = CancelledOf(request);
            await using var registration = context.CancellationToken.Register(() => cancelled.TrySetResult());
            await cancelled.Task;
        }

        if (request.Code != 0)
        {
            throw new RpcException(new Status((StatusCode)request.Code, request.Message));
        }
    }

    private TaskCompletionSource CancelledOf(EchoRequest request) =>
        _cancelled.GetOrAdd(request.Payload, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
