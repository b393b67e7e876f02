using Orleans.TableService.Benchmarks.Scenarios;
using Orleans.TableService.Benchmarks.Measuring;

// Usage: dotnet run -c Release --project tests/Benchmarks [-- NAME ... [number]]; without names, the usual four.
// The number is that of the ranges of `ranges` (1,000), of the entries of `reads` (10,000,000) and `reads-1k`
// (2,000,000), of the MiB that `recovery` restarts over (512), of the millions of entries of `curve` (1).
if (args is [CurveScenario.PointName, ..])
{
    await CurveScenario.RunPointAsync(args);
    return 0;
}

string[] usual = ["door", "process", "rest", "checkpoint"];
var number = args.Select(arg => int.TryParse(arg, out var value) ? value : 0).Append(0).Max();
var directory = Directory.CreateTempSubdirectory("tableservice-benchmark-").FullName;
var stages = new Dictionary<string, Func<Task>>
{
    ["door"] = () => BenchmarkHost.UseAsync(Path.Combine(directory, "door"), DoorScenario.RunAsync),
    ["process"] = () => BenchmarkHost.UseAsync(
        Path.Combine(directory, "in-process"), host => InProcessScenario.RunAsync(host, directory)),
    ["rest"] = () => RestScenario.RunAsync(Path.Combine(directory, "rest")),
    ["checkpoint"] = () => CheckpointScenario.RunAsync(Path.Combine(directory, "checkpoint")),
    ["engine"] = () => EngineScenario.RunAsync(Path.Combine(directory, "engine")),
    ["reads"] = () => ReadsScenario.RunAsync(Path.Combine(directory, "reads"), number == 0 ? 10_000_000 : number, 100),
    ["reads-1k"] = () => ReadsScenario.RunAsync(
        Path.Combine(directory, "reads-1k"), number == 0 ? 2_000_000 : number, 1024),
    ["recovery"] = () => RecoveryScenario.RunAsync(Path.Combine(directory, "recovery"), number == 0 ? 512 : number),
    ["curve"] = () => CurveScenario.RunAsync(Path.Combine(directory, "curve"), number == 0 ? 1 : number),
    ["ranges"] = () => RangesScenario.RunAsync(Path.Combine(directory, "ranges"), number == 0 ? 1000 : number),
    ["values"] = () => AmplificationScenario.RunValuesAsync(directory),
    ["amplification"] = () => AmplificationScenario.RunSmallAsync(directory),
};
var names = args.Where(arg => !int.TryParse(arg, out _)).ToArray();
try
{
    if (names.FirstOrDefault(name => !stages.ContainsKey(name)) is { } unknown)
    {
        Console.Error.WriteLine($"There is no benchmark '{unknown}'; there are {string.Join(", ", stages.Keys)}.");
        return 2;
    }

    Console.WriteLine(
        $"{Environment.ProcessorCount} cores, load {File.ReadAllText("/proc/loadavg").Trim()}, data in {directory}");
    Console.WriteLine(
        "client and server together, values of 100 bytes, fsync on, warm, best of 3, unless said otherwise");
    foreach (var name in names.Length == 0 ? usual : names)
    {
        var foreign = new ForeignLoad();
        await stages[name]();
        Console.WriteLine($"({name}: {foreign.Describe()})");
    }

    return 0;
}
finally
{
    Directory.Delete(directory, recursive: true);
}
