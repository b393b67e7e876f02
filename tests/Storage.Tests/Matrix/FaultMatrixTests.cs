using Xunit.Abstractions;

namespace Orleans.TableService.Storage.Tests.Matrix;

/// <summary>
/// Whatever one disk operation does, and whenever the power goes: every acknowledged group is there, none is half
/// there, and no store refuses to open.
/// </summary>
/// <remarks>A class for each script, since classes run side by side.</remarks>
public abstract class FaultMatrixTests(ITestOutputHelper output)
{
    /// <summary>Cuts the power at each step of a script.</summary>
    private protected async Task CrashAsync(FaultMatrix matrix, int atLeast)
    {
        await matrix.CrashEverywhereAsync();
        RequireNoneBroken(matrix.Report, atLeast);
    }

    /// <summary>Lets each operation of a script fail, one in each life of the store.</summary>
    private protected async Task FailAsync(Func<FaultDriver, Task> script, string kind, string duration)
    {
        var matrix = new FaultMatrix(script);
        await matrix.FailEverywhereAsync(Enum.Parse<FaultKind>(kind), Enum.Parse<FaultDuration>(duration));
        RequireNoneBroken(matrix.Report, atLeast: 200);
    }

    private void RequireNoneBroken(FaultReport report, int atLeast)
    {
        output.WriteLine(report.ToString());
        Assert.True(report.Broken == 0, $"{report.Broken} of {report.Total} cases are broken:\n{report.Problems()}");
        Assert.InRange(report.Total, atLeast, int.MaxValue);
    }
}
