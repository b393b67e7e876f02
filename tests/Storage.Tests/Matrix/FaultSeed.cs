using System.Globalization;

namespace Orleans.TableService.Storage.Tests.Matrix;

/// <summary>Seeds of random workloads: new ones each time, unless <c>FAULT_SEED</c> asks for one again.</summary>
internal static class FaultSeed
{
    private const string Variable = "FAULT_SEED";

    public static int Next() => Asked ?? Environment.TickCount & int.MaxValue;

    /// <summary>Seeds of many runs; only one of them when it is asked for.</summary>
    public static IReadOnlyList<int> Many(int count)
    {
        var first = Next();
        return Asked is { } asked ? [asked] : [.. Enumerable.Range(0, count).Select(i => (first + i) & int.MaxValue)];
    }

    public static string Describe(int seed) => $"to repeat: {Variable}={seed}";

    private static int? Asked =>
        int.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.Integer, CultureInfo.InvariantCulture, out var seed)
            ? seed
            : null;
}
