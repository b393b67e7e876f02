using System.Net;
using System.Net.Sockets;

namespace Orleans.TableService.Silo.Tests;

/// <summary>What the program says, and its exit code, when it cannot run.</summary>
public sealed class ServerProgramTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("tableservice-silo-").FullName;

    [Fact]
    public async Task Run_WhenAskedForHelp_PrintsItAndSucceeds()
    {
        var (code, output, error) = await RunAsync("--help");

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("streamstorage standalone --port", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("The role is missing.")]
    [InlineData("There is no role 'master'.", "master")]
    [InlineData("'--prot' is not understood.", "standalone", "--prot", "1")]
    [InlineData("--port needs a value.", "standalone", "--port")]
    [InlineData("--data-dir needs a value.", "standalone", "--data-dir", "")]
    [InlineData("--checkpoint-store needs a value.", "standalone", "--checkpoint-store=")]
    [InlineData(
        "Settings of the S3 store need --checkpoint-store s3://bucket/prefix.", "standalone", "--s3-region", "x")]
    [InlineData(
        "Settings of the S3 store need --checkpoint-store s3://bucket/prefix.",
        "standalone",
        "--s3-endpoint",
        "http://a")]
    public async Task Run_WhenTheCommandLineIsWrong_SaysWhatAndPointsToTheHelp(string sentence, params string[] args)
    {
        var (code, output, error) = await RunAsync(args);

        Assert.Equal((1, ""), (code, output));
        Assert.Equal($"{sentence} 'streamstorage --help' shows what can be said.", error.Trim());
    }

    [Theory]
    [InlineData("--port", "70000", "Port")]
    [InlineData("--port", "many", "many")]
    [InlineData("--bind", "somewhere", "somewhere")]
    [InlineData("--metrics-port", "70000", "MetricsPort")]
    [InlineData("--otlp", "collector:4317", "collector:4317")]
    [InlineData("--otlp", "collector", "collector")]
    [InlineData("--checkpoint-store", "/var/lib/checkpoints", "/var/lib/checkpoints")]
    [InlineData("--checkpoint-store", "gs://bucket/prefix", "gs://bucket/prefix")]
    [InlineData("--checkpoint-store", "s3://", "s3://bucket/prefix")]
    [InlineData("--checkpoint-store", "s3://bucket/p", "ftp://store/", "--s3-endpoint", "ftp://store")]
    [InlineData("--checkpoint-store", "s3://bucket/p", "'store'", "--s3-endpoint", "store")]
    public async Task Run_WhenASettingIsWrong_NamesItInOneLine(
        string option, string value, string named, params string[] more)
    {
        var (code, _, error) = await RunAsync(["standalone", "--data-dir", _data, option, value, .. more]);

        Assert.Equal(1, code);
        AssertOneSentence(error, named);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_data));
    }

    [Fact]
    public async Task Run_WhenThePortIsTaken_NamesItInOneLine()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = $"{((IPEndPoint)taken.LocalEndpoint).Port}";

        var (code, _, error) = await RunAsync("standalone", "--data-dir", _data, "--port", port);

        Assert.Equal(1, code);
        AssertOneSentence(error, port);
    }

    [Fact]
    public async Task Run_WhenTheDataDirectoryIsAFile_NamesItInOneLine()
    {
        var file = Path.Combine(_data, "file");
        await File.WriteAllTextAsync(file, "");

        var (code, _, error) = await RunAsync("standalone", "--port", "0", "--data-dir", file);

        Assert.Equal(1, code);
        AssertOneSentence(error, file);
    }

    public void Dispose() => Directory.Delete(_data, recursive: true);

    private static void AssertOneSentence(string error, string named)
    {
        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
        Assert.DoesNotContain("Exception", error, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await ServerProgram.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
