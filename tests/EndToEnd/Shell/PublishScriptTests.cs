using Orleans.TableService.EndToEnd.Processes;

namespace Orleans.TableService.EndToEnd.Shell;

/// <summary>The scripts in bin/: they build what is stale, once, and become the app.</summary>
public sealed class PublishScriptTests : IDisposable
{
    private readonly FakeCheckout _checkout = new();

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public async Task Script_WhenNothingIsBuilt_BuildsAndRunsWithArgumentsAndExitCode()
    {
        var first = await _checkout.RunAsync("table", "two words", "*");
        var second = await _checkout.RunAsync();

        Assert.Equal((7, "one: table two words *\n"), (first.ExitCode, first.Output));
        Assert.Contains("streamstorage-cli: building", first.Error, StringComparison.Ordinal);
        Assert.Equal(new ProcessResult(7, "one: \n", ""), second);
        Assert.Equal(1, _checkout.Builds);
    }

    [Fact]
    public async Task Script_WhenManyStartAtOnce_BuildsOnce()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => _checkout.RunAsync($"{n}")));

        Assert.Equal(Enumerable.Range(0, 8).Select(n => $"one: {n}\n"), runs.Select(run => run.Output));
        Assert.Equal(1, _checkout.Builds);
    }

    [Fact]
    public async Task Script_WhenItIsCalledThroughALink_FindsItsCheckout()
    {
        using var elsewhere = new TemporaryDirectory();
        var link = Path.Combine(elsewhere.Path, "cli");
        File.CreateSymbolicLink(link, _checkout.Script);

        using var process = _checkout.Start(link, "a");
        process.StandardInput.Close();

        Assert.Equal("one: a\n", await process.StandardOutput.ReadToEndAsync());
    }

    [Theory]
    [InlineData("src/Cli/Program.cs")]
    [InlineData("src/Cli/Deep/New.cs")]
    [InlineData("src/Library/Code.cs")]
    [InlineData("Directory.Packages.props")]
    public async Task Script_WhenASourceIsChanged_BuildsAgain(string source)
    {
        await _checkout.RunAsync();

        _checkout.Write(source, "two");
        await _checkout.RunAsync();
        await _checkout.RunAsync();

        Assert.Equal(2, _checkout.Builds);
    }

    [Fact]
    public async Task Script_WhenASourceIsDeleted_BuildsAgain()
    {
        await _checkout.RunAsync();

        File.Delete(_checkout.At("src/Library/Code.cs"));
        await _checkout.RunAsync();
        await _checkout.RunAsync();

        Assert.Equal(2, _checkout.Builds);
    }

    [Fact]
    public async Task Script_WhenTheSourcesOfOthersAreChanged_DoesNotBuild()
    {
        await _checkout.RunAsync();

        _checkout.Write("src/Other/Code.cs", "two");
        await _checkout.RunAsync();

        Assert.Equal(1, _checkout.Builds);
    }

    [Fact]
    public async Task Script_WhenAnAppStillRuns_LeavesItsFilesAlone()
    {
        using var running = _checkout.Start(_checkout.Script, "wait");
        Assert.Equal("one: wait", await running.StandardOutput.ReadLineAsync());
        var folder = Assert.Single(_checkout.Kept);

        _checkout.Write("src/Cli/Program.cs", "two");
        Assert.Equal("two: \n", (await _checkout.RunAsync()).Output);
        Assert.Contains(folder, _checkout.Kept);
        running.StandardInput.Close();
        await running.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));

        _checkout.Write("src/Cli/Program.cs", "three");
        Assert.Equal("three: \n", (await _checkout.RunAsync()).Output);
        Assert.Single(_checkout.Kept);
    }

    [Fact]
    public async Task Script_WhenTheBuildFails_SaysSoAndTriesAgain()
    {
        _checkout.Write("src/Cli/Program.cs", "broken");
        var failed = await _checkout.RunAsync();
        _checkout.Write("src/Cli/Program.cs", "mended");
        var mended = await _checkout.RunAsync();

        Assert.Equal((1, ""), (failed.ExitCode, failed.Output));
        Assert.Contains("error CS1002", failed.Error, StringComparison.Ordinal);
        Assert.Contains("streamstorage-cli: the build failed", failed.Error, StringComparison.Ordinal);
        Assert.Equal("mended: \n", mended.Output);
    }

    [Fact]
    public async Task Script_WhenThereIsNoSdk_SaysWhatToDo()
    {
        using var tools = new TemporaryDirectory();
        foreach (var tool in Directory.GetFiles("/usr/bin").Where(tool => Path.GetFileName(tool) != "dotnet"))
        {
            File.CreateSymbolicLink(Path.Combine(tools.Path, Path.GetFileName(tool)), tool);
        }

        File.Delete(_checkout.At("tools/dotnet"));
        _checkout.SearchPath = tools.Path;
        var run = await _checkout.RunAsync();

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("streamstorage-cli: the .NET 10 SDK is missing", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Script_WhenTheCheckoutCannotBeWritten_SaysSo()
    {
        // Permissions do not hold root back; a file in the place of the folder does.
        _checkout.Write("artifacts", "");

        var run = await _checkout.RunAsync();

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("cannot be written", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }
}
