using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Net.Client;
using Orleans.TableService.Protocol.Reflection.V1;
using Orleans.TableService.Testing;
using Alpha = Orleans.TableService.Protocol.Reflection.V1Alpha;

namespace Orleans.TableService.Gateway.Tests;

public sealed class ReflectionTests : IAsyncLifetime
{
    private static readonly string[] Services =
    [
        "grpc.health.v1.Health",
        "grpc.reflection.v1.ServerReflection",
        "grpc.reflection.v1alpha.ServerReflection",
        "tableservice.v1.Admin",
        "tableservice.v1.Backups",
        "tableservice.v1.Tables",
    ];

    private GatewayHost _host = null!;
    private GrpcChannel _channel = null!;

    public async Task InitializeAsync()
    {
        _host = await GatewayHost.StartAsync(new InMemoryTableService());
        _channel = GrpcChannel.ForAddress(_host.Address);
    }

    public async Task DisposeAsync()
    {
        _channel.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task List_NamesEveryServiceOfTheHost()
    {
        var response = await AskAsync(new() { ListServices = "" });
        Assert.Equal(Services, response.ListServicesResponse.Service.Select(service => service.Name));

        using var call = new Alpha.ServerReflection.ServerReflectionClient(_channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new() { ListServices = "" });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(
            Services, call.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name));
    }

    [Theory]
    [InlineData("tableservice.v1.Tables")]
    [InlineData("tableservice.v1.Tables.Put")]
    [InlineData("tableservice.v1.PutRequest")]
    [InlineData("tableservice.v1.PutRequest.p_key")]
    [InlineData("grpc.health.v1.HealthCheckResponse.ServingStatus")]
    [InlineData("google.protobuf.Timestamp")]
    public async Task File_OfASymbol_ComesWithAllThatItImports(string symbol)
    {
        var response = await AskAsync(new() { FileContainingSymbol = symbol });

        var files = response.FileDescriptorResponse.FileDescriptorProto
            .Select(FileDescriptorProto.Parser.ParseFrom)
            .ToDictionary(file => file.Name);
        Assert.All(files.Values.SelectMany(file => file.Dependency), name => Assert.Contains(name, files.Keys));
        var built = FileDescriptor.BuildFromByteStrings(InOrder(files).Select(file => file.ToByteString()));
        Assert.Equal(files.Count, built.Count);
        var byName = await AskAsync(new() { FileByFilename = files.Keys.First() });
        Assert.Contains(
            response.FileDescriptorResponse.FileDescriptorProto[0], byName.FileDescriptorResponse.FileDescriptorProto);
    }

    [Fact]
    public async Task Anything_ThatIsUnknown_IsAnErrorAndTheCallGoesOn()
    {
        using var call = new ServerReflection.ServerReflectionClient(_channel).ServerReflectionInfo();
        ServerReflectionRequest[] requests =
        [
            new() { FileByFilename = "x.proto" },
            new() { FileContainingSymbol = "x.Y" },
            new() { AllExtensionNumbersOfType = "x.Y" },
            new() { FileContainingExtension = new() { ContainingType = "x.Y", ExtensionNumber = 1 } },
            new(),
        ];
        foreach (var request in requests)
        {
            await call.RequestStream.WriteAsync(request);
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
            var error = call.ResponseStream.Current.ErrorResponse;
            Assert.Contains(error.ErrorCode, new[] { 3, 5 });
            Assert.Equal(request, call.ResponseStream.Current.OriginalRequest);
        }
    }

    private async Task<ServerReflectionResponse> AskAsync(ServerReflectionRequest request)
    {
        using var call = new ServerReflection.ServerReflectionClient(_channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(request);
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        return call.ResponseStream.Current;
    }

    private static List<FileDescriptorProto> InOrder(Dictionary<string, FileDescriptorProto> files)
    {
        var ordered = new List<FileDescriptorProto>();
        void Add(FileDescriptorProto file)
        {
            if (!ordered.Contains(file))
            {
                foreach (var name in file.Dependency)
                {
                    Add(files[name]);
                }

                ordered.Add(file);
            }
        }

        foreach (var file in files.Values)
        {
            Add(file);
        }

        return ordered;
    }
}
