using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Grpc.Net.Client;
using Orleans.TableService.Testing;

namespace Orleans.TableService.Gateway.Tests;

/// <summary>
/// What no proper client sends: the answers are those of docs/errors.md, and the server goes on serving.
/// </summary>
public sealed class HostileTests : IAsyncLifetime
{
    private const string Put = "/tableservice.v1.Tables/Put";

    private GatewayHost _host = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        var service = new InMemoryTableService();
        await service.Admin.CreateStreamAsync("default", "t", new StreamConfiguration());
        _host = await GatewayHost.StartAsync(service);
        _http = new HttpClient { BaseAddress = _host.Address };
    }

    public async Task DisposeAsync()
    {
        using var channel = GrpcChannel.ForAddress(_host.Address);
        var reply = await new Wire.Tables.TablesClient(channel).PutAsync(new() { Table = "t", Put = new() });
        Assert.True(reply.Revision > 0);
        _http.Dispose();
        await _host.DisposeAsync();
    }

    [Theory]
    [InlineData("ffffffffff")]
    [InlineData("0aff")]
    [InlineData("1a8080808008")]
    [InlineData("220a")]
    public async Task Put_WhenTheBytesAreNotProtobuf_IsUnknown(string hex) =>
        Assert.Equal("2", await StatusAsync(Put, Frame(Convert.FromHexString(hex))));

    [Theory]
    [InlineData("0000")]
    [InlineData("000000000a01")]
    [InlineData("00ffffffff")]
    public async Task Put_WhenTheFrameIsCutOff_IsRefused(string hex) =>
        Assert.Contains(await StatusAsync(Put, Convert.FromHexString(hex)), new[] { "2", "8", "13" });

    [Fact]
    public async Task Put_WhenThereIsNoMessage_IsInternal() => Assert.Equal("13", await StatusAsync(Put, []));

    [Fact]
    public async Task Put_WhenThereAreTwoMessages_IsInternal()
    {
        var frame = Frame(new Wire.PutRequest { Table = "t", Put = new() }.ToByteArray());
        Assert.Equal("13", await StatusAsync(Put, [.. frame, .. frame]));
    }

    [Fact]
    public async Task Put_WhenTheMessageIsTooLarge_IsResourceExhausted() =>
        Assert.Equal("8", await StatusAsync(Put, Frame(new byte[(20 << 20) + 1])));

    [Fact]
    public async Task Put_WhenTheCompressionIsUnknown_IsUnimplemented()
    {
        var frame = Frame([]);
        frame[0] = 1;
        Assert.Equal("12", await StatusAsync(Put, frame, request => request.Headers.Add("grpc-encoding", "zap")));
    }

    [Fact]
    public async Task Call_WhenTheMethodIsUnknown_IsUnimplemented()
    {
        Assert.Equal("12", await StatusAsync("/tableservice.v1.Tables/Nope", Frame([])));
        Assert.Equal("12", await StatusAsync("/nope.Nope/Nope", Frame([])));
    }

    [Fact]
    public async Task Call_WhenTheContentTypeIsAnother_IsUnsupported()
    {
        using var request = Request(Put, Frame([]));
        request.Content!.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await _http.SendAsync(request);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task Pipeline_WhenAMessageIsMalformed_EndsTheStreamOnly() =>
        Assert.Equal("2", await StatusAsync("/tableservice.v1.Tables/Pipeline", Frame([0xFF, 0xFF])));

    private async Task<string> StatusAsync(string path, byte[] body, Action<HttpRequestMessage>? change = null)
    {
        using var request = Request(path, body);
        change?.Invoke(request);
        using var response = await _http.SendAsync(request);
        await response.Content.ReadAsByteArrayAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return Assert.Single((response.TrailingHeaders.Contains("grpc-status")
            ? response.TrailingHeaders
            : response.Headers).GetValues("grpc-status"));
    }

    private static HttpRequestMessage Request(string path, byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = content,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        return request;
    }

    private static byte[] Frame(byte[] message)
    {
        var frame = new byte[message.Length + 5];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }
}
