using System.Globalization;

namespace Orleans.TableService.Storage.Tests.Matrix;

/// <summary>Seeds of random workloads: new ones each time, unless <c>FAULT_SEED</c> asks for one again.</summary>
internal static class FaultSeed
{
    private const string Variable = "FAULT_SEED";
    private const string CountVariable = "FAULT_RUNS";

    public static int Next() => Asked ?? Environment.TickCount & int.MaxValue;

    /// <summary>Seeds of many runs, as many as <c>FAULT_RUNS</c> says; only one of them when it is asked for.</summary>
    public static IReadOnlyList<int> Many(int count)
    {
        var first = Next();
        return Asked is { } asked
            ? [asked]
            : [.. Enumerable.Range(0, Number(CountVariable) ?? count).Select(i => (first + i) & int.MaxValue)];
    }

    public static string Describe(int seed) => $"to repeat: {Variable}={seed}";

    private static int? Asked => Number(Variable);

    private static int? Number(string variable) =>
        int.TryParse(
            Environment.GetEnvironmentVariable(variable),
            NumberStyles.Integer,
            CultureInfo.InvariantCulture,
            out var number)
            ? number
            : null;
}
