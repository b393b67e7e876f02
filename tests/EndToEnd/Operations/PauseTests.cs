using System.Globalization;
using System.Text;
using Orleans.TableService.Client;
using Orleans.TableService.EndToEnd.Processes;

namespace Orleans.TableService.EndToEnd.Operations;

/// <summary>A server that stands still for a while, as under a debugger or on a machine that is moved.</summary>
/// <remarks>
/// It stands as long as impatient clients wait for it: 4 s, or <c>PAUSE_SECONDS</c>. When that is longer than a client
/// goes without an answer to its pings, patient clients lose their connections too.
/// </remarks>
public sealed class PauseTests
{
    private const int Calls = 8;
    private static readonly TimeSpan Impatience = TimeSpan.FromSeconds(
        double.Parse(Environment.GetEnvironmentVariable("PAUSE_SECONDS") ?? "4", CultureInfo.InvariantCulture));

    private static readonly TimeSpan Patience = Impatience + TimeSpan.FromMinutes(2);
    private static readonly bool LosesConnections = Impatience > TimeSpan.FromSeconds(45);

    [Fact]
    public async Task Server_WhenStoppedWhileClientsWait_GoesOnAndLosesNothing()
    {
        using var data = new TemporaryDirectory();
        await using var server = await ServerProcess.StartAsync(data.Path);
        await using var patient = Connect(server, Patience);
        await using var impatient = Connect(server, Impatience);
        await patient.Admin.CreateStreamAsync("default", "t", new StreamConfiguration());
        var table = await patient.OpenTableAsync("default", "t");
        var hasty = await impatient.OpenTableAsync("default", "t");
        await table.PutAsync(Key(0), "before"u8.ToArray());
        await hasty.PutAsync(Key(Calls), "before"u8.ToArray());

        await SignalAsync(server, "STOP");
        var waiting = Enumerable.Range(0, Calls).Select(i => PutAsync(table, i)).ToList();
        var outcomes = await Task.WhenAll(Enumerable.Range(Calls, Calls).Select(i => PutAsync(hasty, i)));
        await SignalAsync(server, "CONT");

        Assert.All(outcomes, outcome => Assert.Equal(FaultCode.UnknownOutcome, outcome.Fault!.Code));
        var waited = await Task.WhenAll(waiting);
        for (var i = 0; i < Calls; i++)
        {
            if (waited[i].IsResult)
            {
                Assert.Equal("during", await TextAsync(table, i));
                continue;
            }

            Assert.True(LosesConnections, waited[i].Fault!.Message);
            Assert.Equal(FaultCode.UnknownOutcome, waited[i].Fault!.Code);
            await RequireOverAsync(table, table, i);
        }

        await RequireOverAsync(hasty, table, Calls);
        Assert.Equal(0, await server.TerminateAsync());
    }

    // What nobody knows the outcome of has happened or not, and does not happen later than what follows it.
    private static async Task RequireOverAsync(ITable writer, ITable reader, int number)
    {
        Assert.True((await PutAsync(writer, number, "after")).IsResult);
        Assert.Equal("after", await TextAsync(reader, number));
    }

    private static TableServiceClient Connect(ServerProcess server, TimeSpan callTimeout) =>
        new(new TableServiceClientOptions { Address = server.Uri, CallTimeout = callTimeout });

    private static byte[] Key(int number) => Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture));

    private static async Task<TransactionOutcome> PutAsync(ITable table, int number, string value = "during")
    {
        var put = new PutOperation { LKey = Key(number), Value = Encoding.UTF8.GetBytes(value) };
        return await table.TryCommitAsync(TableTransaction.Of(Key(number), put));
    }

    private static async Task<string> TextAsync(ITable table, int number) =>
        Encoding.UTF8.GetString((await table.GetAsync(Key(number)))!.Value.Bytes.Span);

    private static async Task SignalAsync(ServerProcess server, string signal)
    {
        var id = server.Id.ToString(CultureInfo.InvariantCulture);
        var result = await CommandLine.RunAsync("kill", [$"-{signal}", id]);
        Assert.True(result.ExitCode == 0, result.Error);
    }
}
