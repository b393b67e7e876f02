using Xunit.Abstractions;

namespace Orleans.TableService.Storage.Tests.Matrix;

/// <summary>Faults at every step of all that a store does: puts, rolls, copies, trims, closing.</summary>
public sealed class EverythingFaultTests(ITestOutputHelper output) : FaultMatrixTests(output)
{
    [Fact]
    public Task Store_WhenThePowerGoesAtAnyStep_HasAllThatItAcknowledged() =>
        CrashAsync(new FaultMatrix(FaultScripts.EverythingAsync), atLeast: 2000);

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
}
