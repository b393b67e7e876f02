using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Orleans.TableService.Compat.Grpc.Tests.Ends;

namespace Orleans.TableService.Compat.Grpc.Tests;

/// <summary>What a .NET client must see of any server of echo.proto.</summary>
public abstract class CallSuite(IServerEnd server) : IAsyncLifetime
{
    private const string Umlauts = "Größe überschritten: 100 % \u2014 \u65e5\u672c\u8a9e";

    private static readonly byte[] Data = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly GrpcChannel _channel = GrpcChannel.ForAddress(server.Address);

    protected Echo.EchoClient Client { get; private set; } = null!;

    public static TheoryData<int> Codes => [.. Enumerable.Range(1, 16)];

    public Task InitializeAsync()
    {
        Client = new Echo.EchoClient(_channel);
        return Task.CompletedTask;
    }

    public Task DisposeAsync()
    {
        _channel.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Unary_SendsPayloadAndMetadataBothWays()
    {
        using var call = Client.UnaryAsync(new EchoRequest { Payload = ByteString.CopyFrom(Data) }, Sent());

        Assert.Equal(Data, (await call).Payload);
        var (headers, trailers) = (await call.ResponseHeadersAsync, call.GetTrailers());
        Assert.Equal("some text", headers.GetValue("h-text"));
        Assert.Equal(Data, headers.GetValueBytes("h-data-bin"));
        Assert.Equal("some text", trailers.GetValue("t-text"));
        Assert.Equal(Data, trailers.GetValueBytes("t-data-bin"));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public void Unary_WhenItBlocks_IsTheSame() =>
        Assert.Equal(Data, Client.Unary(new EchoRequest { Payload = ByteString.CopyFrom(Data) }).Payload);

    [Fact]
    public async Task Collect_GathersWhatIsSent()
    {
        using var call = Client.Collect(Sent());
        for (var i = 0; i < 100; i++)
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Payload = ByteString.CopyFrom((byte)i) });
        }

        await call.RequestStream.CompleteAsync();
        Assert.Equal(Data[..100], (await call).Payload);
        Assert.Equal(Data, call.GetTrailers().GetValueBytes("t-data-bin"));
    }

    [Fact]
    public async Task Expand_GivesAllRepliesAndThenTheStatus()
    {
        using var call = Client.Expand(new EchoRequest { Count = 100, Payload = ByteString.CopyFrom(Data) }, Sent());
        var count = 0;
        await foreach (var reply in call.ResponseStream.ReadAllAsync())
        {
            Assert.Equal(Data, reply.Payload);
            count++;
        }

        Assert.Equal(100, count);
        Assert.Equal("some text", call.GetTrailers().GetValue("t-text"));

        using var failing = Client.Expand(new EchoRequest { Count = 3, Code = 9, Message = Umlauts });
        var exception = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            await foreach (var _ in failing.ResponseStream.ReadAllAsync())
            {
                count++;
            }
        });
        Assert.Equal((103, StatusCode.FailedPrecondition), (count, exception.StatusCode));
        Assert.Equal(Umlauts, exception.Status.Detail);
    }

    [Fact]
    public async Task Chat_AnswersEachRequestBeforeTheNextIsSent()
    {
        using var call = Client.Chat();
        for (var i = 0; i < 100; i++)
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Payload = ByteString.CopyFrom((byte)i) });
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
            Assert.Equal((byte)i, call.ResponseStream.Current.Payload[0]);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Unary_WhenItFails_GivesStatusMessageAndTrailers(int code)
    {
        var exception = await Assert.ThrowsAsync<RpcException>(
            async () => await Client.UnaryAsync(new EchoRequest { Code = code, Message = Umlauts }, Sent()));

        Assert.Equal(((StatusCode)code, Umlauts), (exception.StatusCode, exception.Status.Detail));
        Assert.Equal(Data, exception.Trailers.GetValueBytes("t-data-bin"));
    }

    [Fact]
    public async Task Unary_WhenTheTimeRunsOut_EndsOnBothSides()
    {
        var request = Waiting("dotnet deadline");
        var exception = await Assert.ThrowsAsync<RpcException>(async () => await Client.UnaryAsync(
            request, deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(300)));

        Assert.Equal(StatusCode.DeadlineExceeded, exception.StatusCode);
        await Client.AwaitCancelledAsync(request).ResponseAsync.WaitAsync(Patience);
    }

    [Fact]
    public async Task Expand_WhenItIsCancelled_EndsOnBothSides()
    {
        using var cancellation = new CancellationTokenSource();
        var request = Waiting("dotnet cancel");
        using var call = Client.Expand(request, cancellationToken: cancellation.Token);
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));

        await cancellation.CancelAsync();

        var exception = await Assert.ThrowsAsync<RpcException>(
            () => call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(StatusCode.Cancelled, exception.StatusCode);
        await Client.AwaitCancelledAsync(request).ResponseAsync.WaitAsync(Patience);
    }

    [Fact]
    public async Task Unary_WhenAMessageIsTooLarge_IsRefusedByTheSideThatReceivesIt()
    {
        var exception = await Assert.ThrowsAsync<RpcException>(
            async () => await Client.UnaryAsync(new EchoRequest { Payload = ByteString.CopyFrom(new byte[1 << 20]) }));
        Assert.Equal(StatusCode.ResourceExhausted, exception.StatusCode);

        using var narrow = GrpcChannel.ForAddress(
            server.Address, new GrpcChannelOptions { MaxReceiveMessageSize = 1000 });
        exception = await Assert.ThrowsAsync<RpcException>(async () => await new Echo.EchoClient(narrow)
            .UnaryAsync(new EchoRequest { Payload = ByteString.CopyFrom(new byte[2000]) }));
        Assert.Equal(StatusCode.ResourceExhausted, exception.StatusCode);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Unary_WhenMessagesAreCompressed_IsTheSame(string encoding)
    {
        var payload = ByteString.CopyFromUtf8(string.Concat(Enumerable.Repeat("pack", 10_000)));
        var headers = new Metadata { { "grpc-internal-encoding-request", encoding } };

        Assert.Equal(payload, (await Client.UnaryAsync(new EchoRequest { Payload = payload }, headers)).Payload);
    }

    private static Metadata Sent() => new() { { "x-text", "some text" }, { "x-data-bin", Data } };

    private static EchoRequest Waiting(string name) =>
        new() { Payload = ByteString.CopyFromUtf8(name), Wait = true, Count = 1 };
}
