using Orleans.TableService.Benchmarks.Scenarios;

// Usage: dotnet run -c Release --project tests/Benchmarks [-- NAME ... [count]]; without names, the usual four.
// The count is that of the ranges, by default 1000.
string[] usual = ["door", "process", "rest", "checkpoint"];
string[] known = [.. usual, "ranges", "values", "amplification"];
var ranges = args.Select(arg => int.TryParse(arg, out var number) ? number : 0).Append(0).Max();
var unknown = args.Except(known).Where(arg => !int.TryParse(arg, out _)).ToArray();
if (unknown.Length > 0)
{
    Console.Error.WriteLine($"There is no benchmark '{unknown[0]}'; there are {string.Join(", ", known)}.");
    return 2;
}

var chosen = args.Length == 0 ? usual : args;
var directory = Directory.CreateTempSubdirectory("tableservice-benchmark-").FullName;
try
{
    Console.WriteLine($"{Environment.ProcessorCount} cores, load {File.ReadAllText("/proc/loadavg").Trim()}, data in {directory}");
    Console.WriteLine("client and server together, values of 100 bytes, fsync on, warm, best of 3");
    if (chosen.Contains("door") || chosen.Contains("process"))
    {
        await using var host = await BenchmarkHost.StartAsync(Path.Combine(directory, "in-process"));
        if (chosen.Contains("door"))
        {
            await DoorScenario.RunAsync(host);
        }

        if (chosen.Contains("process"))
        {
            await InProcessScenario.RunAsync(host, directory);
        }
    }

    if (chosen.Contains("rest"))
    {
        await RestScenario.RunAsync(Path.Combine(directory, "rest"));
    }

    if (chosen.Contains("checkpoint"))
    {
        await CheckpointScenario.RunAsync(Path.Combine(directory, "checkpoint"));
    }

    if (chosen.Contains("ranges"))
    {
        await RangesScenario.RunAsync(Path.Combine(directory, "ranges"), ranges == 0 ? 1000 : ranges);
    }

    if (chosen.Contains("values"))
    {
        await AmplificationScenario.RunValuesAsync(directory);
    }

    if (chosen.Contains("amplification"))
    {
        await AmplificationScenario.RunSmallAsync(directory);
    }

    return 0;
}
finally
{
    Directory.Delete(directory, recursive: true);
}
