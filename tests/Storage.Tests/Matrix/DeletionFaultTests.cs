using Xunit.Abstractions;

namespace Orleans.TableService.Storage.Tests.Matrix;

/// <summary>Faults at every step of deletions.</summary>
public sealed class DeletionFaultTests(ITestOutputHelper output) : FaultMatrixTests(output)
{
    [Fact]
    public Task Store_WhenThePowerGoesAtAnyStepOfDeletions_HasAllThatItAcknowledged() =>
        CrashAsync(new FaultMatrix(FaultScripts.DeletionsAsync), atLeast: 500);

    [Theory]
    [InlineData("Error", "Once")]
    [InlineData("DoneButFailed", "Once")]
    public Task Store_WhenAnyChangeOfDeletionsFails_HasAllThatItAcknowledged(string kind, string duration) =>
        FailAsync(FaultScripts.DeletionsAsync, kind, duration);
}
