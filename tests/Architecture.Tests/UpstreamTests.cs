using System.Diagnostics;
using System.Text.Json;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.Architecture.Tests;

/// <summary>The build over the Microsoft packages, as far as it can be told without them: by evaluation.</summary>
public sealed class UpstreamTests
{
    [Theory]
    [InlineData("src/GrainContracts", "Microsoft.Orleans.Sdk")]
    [InlineData("src/Client.Orleans", "Microsoft.Orleans.Client")]
    [InlineData("src/Grains", "Microsoft.Orleans.Server")]
    [InlineData("silo", "Microsoft.Orleans.Server")]
    public async Task Evaluation_WhenUpstream_TakesThePackageAndNotTheStandIn(string project, string package)
    {
        var upstream = await ItemsAsync(project, "-p:Upstream=true");

        Assert.Contains(package, upstream.Packages);
        Assert.DoesNotContain(upstream.Projects, IsStandIn);
    }

    [Fact]
    public async Task Evaluation_WhenNotUpstream_TakesTheStandIn()
    {
        var here = await ItemsAsync("src/Grains");

        Assert.DoesNotContain(here.Packages, name => name.StartsWith("Microsoft.Orleans.", StringComparison.Ordinal));
        Assert.Contains(here.Projects, IsStandIn);
    }

    [Fact]
    public async Task Pack_WhenNotUpstream_IsRefused()
    {
        var (code, output) = await DotnetAsync("msbuild", "src/Abstractions", "-t:Pack", "-p:NoBuild=true", "-nologo");

        Assert.NotEqual(0, code);
        Assert.Contains("Pack with -p:Upstream=true", output, StringComparison.Ordinal);
    }

    private static bool IsStandIn(string project) =>
        project.Replace('\\', '/').Contains("/Compat/Orleans/", StringComparison.Ordinal);

    private static async Task<(string[] Packages, string[] Projects)> ItemsAsync(string project, params string[] more)
    {
        var (code, output) = await DotnetAsync(
            ["msbuild", project, "-nologo", "-getItem:PackageReference", "-getItem:ProjectReference", .. more]);
        Assert.True(code == 0, output);
        using var document = JsonDocument.Parse(output);
        var items = document.RootElement.GetProperty("Items");
        return (Names(items, "PackageReference"), Names(items, "ProjectReference"));
    }

    private static string[] Names(JsonElement items, string kind) =>
        [.. items.GetProperty(kind).EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!)];

    private static async Task<(int Code, string Output)> DotnetAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }
}
