using Xunit.Abstractions;

namespace Orleans.TableService.Storage.Tests.Matrix;

/// <summary>Faults at every step of checkpoints, and of trimming below them.</summary>
public sealed class CheckpointFaultTests(ITestOutputHelper output) : FaultMatrixTests(output)
{
    [Fact]
    public Task Store_WhenThePowerGoesAtAnyStepOfCheckpoints_HasAllThatItAcknowledged()
    {
        var matrix = new FaultMatrix(FaultScripts.CheckpointsAsync)
        {
            Afterwards = FaultScripts.CheckpointsAfterwardsAsync,
            SecondLevelEvery = 90,
        };
        return CrashAsync(matrix, atLeast: 2000);
    }

    [Theory]
    [InlineData("Error", "Once")]
    [InlineData("DoneButFailed", "Once")]
    [InlineData("TornWrite", "Once")]
    [InlineData("NoSpace", "Spell")]
    [InlineData("ReadError", "Once")]
    public Task Store_WhenAnyOperationOfCheckpointsFails_HasAllThatItAcknowledged(string kind, string duration) =>
        FailAsync(FaultScripts.CheckpointsAsync, kind, duration);
}
