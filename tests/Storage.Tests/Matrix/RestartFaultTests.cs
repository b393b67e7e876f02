using Xunit.Abstractions;

namespace Orleans.TableService.Storage.Tests.Matrix;

/// <summary>Faults at every step of many starts.</summary>
public sealed class RestartFaultTests(ITestOutputHelper output) : FaultMatrixTests(output)
{
    [Fact]
    public Task Store_WhenThePowerGoesAtAnyStepOfManyStarts_HasAllThatItAcknowledged() =>
        CrashAsync(new FaultMatrix(FaultScripts.RestartsAsync), atLeast: 500);

    [Theory]
    [InlineData("Error", "Once")]
    [InlineData("ReadError", "Once")]
    [InlineData("ReadError", "Spell")]
    [InlineData("ReadError", "Lasting")]
    [InlineData("DoneButFailed", "Once")]
    public Task Store_WhenAnyOperationOfManyStartsFails_HasAllThatItAcknowledged(string kind, string duration) =>
        FailAsync(FaultScripts.RestartsAsync, kind, duration);
}
