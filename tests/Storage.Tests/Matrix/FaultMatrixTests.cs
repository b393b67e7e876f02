using Xunit.Abstractions;

namespace Orleans.TableService.Storage.Tests.Matrix;

/// <summary>
/// Whatever one disk operation does, and whenever the power goes: every acknowledged group is there, none is half
/// there, and no store refuses to open.
/// </summary>
public sealed class FaultMatrixTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Store_WhenThePowerGoesAtAnyStep_HasAllThatItAcknowledged()
    {
        var matrix = new FaultMatrix(FaultScripts.EverythingAsync);
        await matrix.CrashEverywhereAsync();
        RequireNoneBroken(matrix.Report, atLeast: 2000);
    }

    [Fact]
    public async Task Store_WhenThePowerGoesAtAnyStepOfManyStarts_HasAllThatItAcknowledged()
    {
        var matrix = new FaultMatrix(FaultScripts.RestartsAsync);
        await matrix.CrashEverywhereAsync();
        RequireNoneBroken(matrix.Report, atLeast: 500);
    }

    [Fact]
    public async Task Store_WhenThePowerGoesAtAnyStepOfDeletions_HasAllThatItAcknowledged()
    {
        var matrix = new FaultMatrix(FaultScripts.DeletionsAsync);
        await matrix.CrashEverywhereAsync();
        RequireNoneBroken(matrix.Report, atLeast: 500);
    }

    [Fact]
    public async Task Store_WhenThePowerGoesAtAnyStepOfCheckpoints_HasAllThatItAcknowledged()
    {
        var matrix = new FaultMatrix(FaultScripts.CheckpointsAsync)
        {
            Afterwards = FaultScripts.CheckpointsAfterwardsAsync,
            SecondLevelEvery = 90,
        };
        await matrix.CrashEverywhereAsync();
        RequireNoneBroken(matrix.Report, atLeast: 2000);
    }

    [Theory]
    [InlineData("Error", "Once")]
    [InlineData("DoneButFailed", "Once")]
    [InlineData("TornWrite", "Once")]
    [InlineData("NoSpace", "Spell")]
    [InlineData("ReadError", "Once")]
    public Task Store_WhenAnyOperationOfCheckpointsFails_HasAllThatItAcknowledged(string kind, string duration) =>
        FailAsync(FaultScripts.CheckpointsAsync, kind, duration);

    [Theory]
    [InlineData("Error", "Once")]
    [InlineData("DoneButFailed", "Once")]
    public Task Store_WhenAnyChangeOfDeletionsFails_HasAllThatItAcknowledged(string kind, string duration) =>
        FailAsync(FaultScripts.DeletionsAsync, kind, duration);

    [Theory]
    [InlineData("Error", "Once")]
    [InlineData("Error", "Lasting")]
    [InlineData("DoneButFailed", "Once")]
    [InlineData("DoneButFailed", "Lasting")]
    [InlineData("TornWrite", "Once")]
    [InlineData("TornWrite", "Lasting")]
    [InlineData("NoSpace", "Once")]
    [InlineData("NoSpace", "Spell")]
    [InlineData("NoSpace", "Lasting")]
    public Task Store_WhenAnyChangeFails_HasAllThatItAcknowledged(string kind, string duration) =>
        FailAsync(FaultScripts.EverythingAsync, kind, duration);

    [Theory]
    [InlineData("Error", "Once")]
    [InlineData("ReadError", "Once")]
    [InlineData("ReadError", "Spell")]
    [InlineData("ReadError", "Lasting")]
    [InlineData("DoneButFailed", "Once")]
    public Task Store_WhenAnyOperationOfManyStartsFails_HasAllThatItAcknowledged(string kind, string duration) =>
        FailAsync(FaultScripts.RestartsAsync, kind, duration);

    private async Task FailAsync(Func<FaultDriver, Task> script, string kind, string duration)
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
