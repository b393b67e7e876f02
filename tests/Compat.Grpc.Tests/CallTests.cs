using Grpc.Core;

namespace Orleans.TableService.Compat.Grpc.Tests;

public sealed class DotnetToDotnetTests(DotnetEnd server) : CallSuite(server), IClassFixture<DotnetEnd>
{
    [Fact]
    public async Task EveryKindOfCall_PassesItsInterceptor()
    {
        using var unary = Client.UnaryAsync(new());
        await unary;
        using var collect = Client.Collect();
        await collect.RequestStream.CompleteAsync();
        await collect;
        using var expand = Client.Expand(new());
        Assert.False(await expand.ResponseStream.MoveNext(CancellationToken.None));
        using var chat = Client.Chat();
        await chat.RequestStream.CompleteAsync();
        Assert.False(await chat.ResponseStream.MoveNext(CancellationToken.None));

        Metadata[] trailers = [unary.GetTrailers(), collect.GetTrailers(), expand.GetTrailers(), chat.GetTrailers()];
        Assert.Equal(
            ["unary", "client", "server", "duplex"],
            trailers.Select(metadata => metadata.GetValue(CountingInterceptor.Trailer)));
    }
}

public sealed class DotnetToPythonTests(PythonEnd server) : CallSuite(server), IClassFixture<PythonEnd>;

public sealed class DotnetToNodeTests(NodeEnd server) : CallSuite(server), IClassFixture<NodeEnd>;

public sealed class ScriptsToDotnetTests(DotnetEnd server) : IClassFixture<DotnetEnd>
{
    [Theory]
    [InlineData(PythonEnd.Program, PythonEnd.Script)]
    [InlineData(NodeEnd.Program, NodeEnd.Script)]
    public Task Script_WhenItChecksTheServer_IsContent(string program, string script) =>
        ScriptEnd.CheckAsync(program, script, server.Address);
}
