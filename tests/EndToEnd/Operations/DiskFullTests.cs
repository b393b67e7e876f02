using System.Globalization;
using Orleans.TableService.EndToEnd.Processes;

namespace Orleans.TableService.EndToEnd.Operations;

/// <summary>When the disk runs full: writes are refused in time, reads go on, and room brings writes back.</summary>
public sealed class DiskFullTests
{
    private const long FillerSizeBytes = 4L << 30;

    [Fact]
    public async Task Writes_WhenTheReserveIsTouched_AreRefusedUntilThereIsRoom()
    {
        using var data = new TemporaryDirectory();
        var key = "k"u8.ToArray();

        // The reserve ends halfway into the filler, so that the filler alone decides whether it is touched.
        var free = new DriveInfo(data.Path).AvailableFreeSpace;
        var environment = new Dictionary<string, string>
        {
            ["TableService__Storage__DiskReserveBytes"] =
                (free - (FillerSizeBytes / 2)).ToString(CultureInfo.InvariantCulture),
        };
        await using var server = await ServerProcess.StartAsync(data.Path, environment: environment);
        await using var client = Clients.Connect(server);
        await client.Admin.CreateStreamAsync("default", "t", new StreamConfiguration());
        var table = await client.OpenTableAsync("default", "t");
        await table.PutAsync(key, "before"u8.ToArray());

        var filler = Path.Combine(data.Path, "filler");
        await FillAsync(filler);
        var refused = await UntilAsync(table, key, outcome => !outcome.IsResult);

        Assert.Equal(FaultCode.ResourceExhausted, refused.Fault!.Code);
        Assert.Contains("disk", refused.Fault.Message, StringComparison.OrdinalIgnoreCase);
        Assert.NotNull(await table.GetAsync(key));

        File.Delete(filler);
        await UntilAsync(table, key, outcome => outcome.IsResult);
    }

    private static async Task FillAsync(string path)
    {
        var size = FillerSizeBytes.ToString(CultureInfo.InvariantCulture);
        var result = await CommandLine.RunAsync("fallocate", ["-l", size, path]);
        Assert.True(result.ExitCode == 0, result.Error);
    }

    // The server looks at the disk now and then, not at every write: write until it has looked.
    private static async Task<TransactionOutcome> UntilAsync(
        ITable table,
        byte[] key,
        Func<TransactionOutcome, bool> reached)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            var put = new PutOperation { LKey = key, Value = new byte[100] };
            var outcome = await table.TryCommitAsync(TableTransaction.Of(key, put), limit.Token);
            if (reached(outcome))
            {
                return outcome;
            }
        }
    }
}
