using Orleans.TableService.Benchmarks.Scenarios;

// Usage: dotnet run -c Release --project tests/Benchmarks [-- door|process|rest|checkpoint ...]; no name: all.
string[] known = ["door", "process", "rest", "checkpoint"];
var unknown = args.Except(known).ToArray();
if (unknown.Length > 0)
{
    Console.Error.WriteLine($"There is no benchmark '{unknown[0]}'; there are {string.Join(", ", known)}.");
    return 2;
}

var chosen = args.Length == 0 ? known : args;
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

    return 0;
}
finally
{
    Directory.Delete(directory, recursive: true);
}
