using System.Diagnostics;
using Orleans.TableService.Client;
using Orleans.TableService.EndToEnd.Processes;
using Orleans.TableService.Tests.Support;
using Orleans.TableService.Tests.Support.S3;

namespace Orleans.TableService.EndToEnd.Operations;

/// <summary>A real server whose checkpoints lie in a bucket, and the tool that looks at them.</summary>
public sealed class S3CheckpointTests
{
    private const int PutsMax = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly string Location = $"s3://{S3TestServer.BucketName}/node-1";

    [Fact]
    public async Task Server_WhenKilledAndItsIndexesAreGone_RestoresThemFromTheBucket()
    {
        using var data = new TemporaryDirectory();
        await using var bucket = await S3TestServer.StartAsync();
        var settings = Settings(bucket);
        await using (var server = await ServerProcess.StartAsync(data.Path, environment: settings))
        {
            await RunAsync(settings, "-s", server.Address, "stream", "create", "--stream", "t", "--ranges", "1");
            for (var i = 0; Manifests(bucket) < 2; i++)
            {
                Assert.True(i < PutsMax, $"No checkpoints were taken.\n{server.Log}");
                await PutAsync(settings, server, new string('x', 5000));
            }

            await PutAsync(settings, server, "last");
            await server.KillAsync();
        }

        await LookAsync(data.Path, bucket, settings);
        Directory.Delete(Path.Combine(data.Path, "index"), recursive: true);
        bucket.Requests.Clear();
        Assert.False(Directory.Exists(Path.Combine(data.Path, "checkpoints")));
        await using var again = await ServerProcess.StartAsync(data.Path, environment: settings);
        var got = await RunAsync(settings, "-s", again.Address, "table", "get", "-t", "t", "-k", "key");
        Assert.Equal("value = last\n", got.Output);

        // The index's files were read before anything was put: it was not made anew from the journal.
        Assert.Contains(
            bucket.Requests.TakeWhile(request => request.Action is not ("PutObject" or "CopyObject")),
            request => request.Action == "GetObject" && request.Key.Contains("/files/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Server_WhenStoppedWhileABucketHangsInADeletion_DoesNotWaitForIt()
    {
        using var data = new TemporaryDirectory();
        await using var bucket = await S3TestServer.StartAsync();
        await using var server = await ServerProcess.StartAsync(data.Path, environment: Settings(bucket));
        await using var client = new TableServiceClient(server.Uri);
        await client.Admin.CreateStreamAsync("default", "t", new StreamConfiguration());
        bucket.Fault = _ => S3Fault.Hang;
        var deletion = client.Admin.DeleteStreamAsync("default", "t");
        await bucket.Hung.WaitAsync(Patience);

        // A request to the bucket is given up after 20 s, a deletion after 30 s.
        var stop = Stopwatch.StartNew();
        Assert.Equal(0, await server.TerminateAsync());
        Assert.InRange(stop.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        await Assert.ThrowsAnyAsync<TableException>(() => deletion.WaitAsync(Patience));
    }

    // List, verify and restore over the bucket, and the sentence for a bucket that is not there.
    private static async Task LookAsync(string data, S3TestServer bucket, Dictionary<string, string> settings)
    {
        string[] place =
            ["--data-dir", data, "--checkpoint-store", Location, "--s3-endpoint", bucket.Endpoint.AbsoluteUri];
        var list = await RunAsync(settings, ["checkpoint", "list", .. place]);
        var ranges = list.Output.TrimEnd().Split('\n').Skip(1).Select(line => line.Split(' ')[0]).Distinct().ToList();
        var range = Assert.Single(ranges);
        Assert.Contains("complete", list.Output, StringComparison.Ordinal);
        var verified = await RunAsync(settings, ["checkpoint", "verify", .. place]);
        Assert.Contains("verified", verified.Output, StringComparison.Ordinal);
        Directory.Delete(Path.Combine(data, "index", range), recursive: true);
        await RunAsync(settings, ["checkpoint", "restore", .. place, "--range", range]);
        Assert.True(Directory.Exists(Path.Combine(data, "index", range)));

        place[3] = "s3://no-such-bucket/x";
        var refused = await StartAsync(settings, ["checkpoint", "list", .. place]);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("There is no bucket 'no-such-bucket'", refused.Error, StringComparison.Ordinal);
        Assert.Single(refused.Error.TrimEnd().Split('\n'));
    }

    private static int Manifests(S3TestServer bucket) =>
        bucket.Objects.Keys.Count(key => key.Contains("/manifests/", StringComparison.Ordinal));

    private static Task PutAsync(Dictionary<string, string> settings, ServerProcess server, string value) =>
        RunAsync(settings, "-s", server.Address, "table", "put", "-t", "t", "-k", "key", "-v", value);

    private static async Task<ProcessResult> RunAsync(Dictionary<string, string> settings, params string[] arguments)
    {
        var result = await StartAsync(settings, arguments);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        return result;
    }

    private static Task<ProcessResult> StartAsync(Dictionary<string, string> settings, string[] arguments) =>
        CommandLine.RunAsync(
            "env",
            [
                .. settings.Select(pair => $"{pair.Key}={pair.Value}"),
                Repository.Script("streamstorage-cli"),
                .. arguments,
            ]);

    private static Dictionary<string, string> Settings(S3TestServer bucket) => new(StringComparer.Ordinal)
    {
        ["AWS_ACCESS_KEY_ID"] = S3TestServer.AccessKey,
        ["AWS_SECRET_ACCESS_KEY"] = S3TestServer.SecretKey,
        ["AWS_EC2_METADATA_DISABLED"] = "true",
        ["TableService__Storage__Checkpoints__S3__Location"] = Location,
        ["TableService__Storage__Checkpoints__S3__Endpoint"] = bucket.Endpoint.AbsoluteUri,
        ["TableService__Storage__Checkpoints__IntervalSizeBytes"] = "4096",
    };
}
