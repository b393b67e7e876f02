using Xunit.Abstractions;

namespace Orleans.TableService.Storage.Tests.Matrix;

/// <summary>Proof that the matrix can fail: with a rule broken on purpose it finds losses.</summary>
public sealed class BrokenRuleTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(Lie.LogIsNotFlushed)]
    [InlineData(Lie.SegmentsAreNotFlushed)]
    [InlineData(Lie.LogDirectoryIsNotSynced)]
    [InlineData(Lie.SegmentDirectoryIsNotSynced)]
    [InlineData(Lie.ParentIsNotSynced)]
    public async Task Matrix_WhenARuleIsBroken_FindsWhatAPowerCutLoses(Lie lie)
    {
        var matrix = new FaultMatrix(FaultScripts.RestartsAsync, lie);
        await matrix.CrashEverywhereAsync();
        RequireBroken(matrix.Report);
    }

    [Theory]
    [InlineData(Lie.CheckpointsAreNotFlushed)]
    [InlineData(Lie.CheckpointDirectoriesAreNotSynced)]
    [InlineData(Lie.JournalIsTrimmedFirst)]
    public async Task Matrix_WhenARuleOfCheckpointsIsBroken_FindsWhatAPowerCutLoses(Lie lie)
    {
        var matrix = new FaultMatrix(FaultScripts.CheckpointsAsync, lie);
        await matrix.CrashEverywhereAsync();
        RequireBroken(matrix.Report);
    }

    [Theory]
    [InlineData(Lie.FlushErrorsAreHidden)]
    [InlineData(Lie.WriteErrorsAreHidden)]
    public async Task Matrix_WhenErrorsAreHidden_FindsWhatAFailureLoses(Lie lie)
    {
        var matrix = new FaultMatrix(FaultScripts.RestartsAsync, lie);
        await matrix.FailEverywhereAsync(FaultKind.Error, FaultDuration.Once);
        RequireBroken(matrix.Report);
    }

    private void RequireBroken(FaultReport report)
    {
        output.WriteLine(report.ToString());
        output.WriteLine(report.Problems());
        Assert.NotEqual(0, report.Broken);
    }
}
