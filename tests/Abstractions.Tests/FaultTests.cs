namespace Orleans.TableService.Tests;

public sealed class FaultTests
{
    [Fact]
    public void ToException_OfEveryCode_IsItsOwnTypeAndKeepsTheFault()
    {
        var types = new HashSet<Type>();
        foreach (var code in Enum.GetValues<FaultCode>())
        {
            var fault = new Fault(code, "A sentence.");
            var exception = fault.ToException();

            Assert.Same(fault, exception.Fault);
            Assert.True(types.Add(exception.GetType()), $"{code} shares {exception.GetType().Name}.");
            Assert.StartsWith(code.ToString(), exception.GetType().Name, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ToException_OfConditionFailed_CarriesTheFacts()
    {
        var exception = Assert.IsType<ConditionFailedException>(Faults.ConditionFailed(2, 7, 40).ToException());

        Assert.Equal((2, 7L, 40L), (exception.OperationIndex, exception.ActualVersion, exception.ActualRevision));
    }
}
