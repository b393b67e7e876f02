using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Orleans.TableService.Gateway.Tests;

public sealed class FaultStatusTests
{
    public static TheoryData<FaultCode> Codes => [.. Enum.GetValues<FaultCode>()];

    [Theory]
    [MemberData(nameof(Codes))]
    public void CodeOf_EveryFault_IsAFailureThatThePageStates(FaultCode code)
    {
        var status = FaultStatus.CodeOf(code);
        var row = Assert.Single(
            Page(), line => line.StartsWith($"| `{FaultStatus.ReasonOf(code)}` |", StringComparison.Ordinal));
        var cells = row.Split('|', StringSplitOptions.TrimEntries);

        Assert.NotEqual(StatusCode.OK, status);
        Assert.Equal($"`{new Fault(code, "").ToException().GetType().Name}`", cells[2]);
        Assert.Equal(Shout(status), cells[3]);
        Assert.All(cells[5..7], cell => Assert.EndsWith(".", cell));
    }

    [Fact]
    public void Page_NamesNoFaultThatDoesNotExist()
    {
        var known = Enum.GetValues<FaultCode>().Select(FaultStatus.ReasonOf).ToHashSet();
        var named = Page()
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('`')[1]);

        Assert.All(named, reason => Assert.Contains(reason, known));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Put_WhenTheTableStatesAFault_EndsWithItsStatusAndFacts(FaultCode code)
    {
        var fault = new Fault(code, "Größer als 64 bits; 100 %.", new Dictionary<string, string> { ["fact"] = "7" });
        var service = new ScriptedService { Commit = (_, _) => new(new TransactionOutcome(fault)) };
        await using var host = await GatewayHost.StartAsync(service);
        using var channel = GrpcChannel.ForAddress(host.Address);
        var client = new Wire.Tables.TablesClient(channel);

        var exception = await Assert.ThrowsAsync<RpcException>(async () => await client.PutAsync(new()
        {
            Table = "t",
            Put = new() { Value = ByteString.Empty },
        }));

        Assert.Equal(FaultStatus.CodeOf(code), exception.StatusCode);
        Assert.Equal(fault.Message, exception.Status.Detail);
        var status = Details.StatusOf(exception);
        Assert.Equal(((int)exception.StatusCode, fault.Message), (status.Code, status.Message));
        var info = Details.InfoOf(exception);
        Assert.Equal(
            (FaultStatus.ReasonOf(code), "tableservice", "7"), (info.Reason, info.Domain, info.Metadata["fact"]));
    }

    private static string[] Page() => File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "errors.md"));

    private static string Shout(StatusCode code) =>
        string.Concat(
            code.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : $"{char.ToUpperInvariant(c)}"));
}
