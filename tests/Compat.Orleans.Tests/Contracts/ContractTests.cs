using System.Reflection;

namespace Orleans.TableService.Tests.Contracts;

public sealed class ContractTests
{
    [Fact]
    public void Contracts_WhenChecked_KeepEveryRule()
    {
        var contracts = Assembly.Load("Orleans.TableService.GrainContracts");

        var faults = ContractRules.Check(contracts.GetTypes());

        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));
    }

    [Fact]
    public void Rules_WhenBroken_AreReported()
    {
        var faults = string.Join('\n', ContractRules.Check([typeof(IBadGrain)]));

        string[] expected =
        [
            "IBadGrain has no [Alias]", "get_Name is a property", "Plain returns neither", "Plain has no [Alias]",
            "Refs has a ref parameter", "Early: the token is not last", "Several has several tokens",
            "BadMessage is neither sealed", "BadMessage has no [GenerateSerializer]", "BadMessage has no [Alias]",
            "BadMessage.Text has no [Id]", "_hidden has no [Id]", "two methods with one alias", "Second has the [Id]",
        ];
        foreach (var fault in expected)
        {
            Assert.Contains(fault, faults, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Rules_WhenKept_ReportNothing() => Assert.Empty(ContractRules.Check([typeof(IGoodGrain)]));
}
