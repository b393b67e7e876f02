using Microsoft.Extensions.Options;
using Orleans.TableService.Testing;

namespace Orleans.TableService.Gateway.Tests;

public sealed class OptionsTests
{
    [Fact]
    public async Task Start_WhenAnOptionIsOutOfItsBounds_FailsAndNamesIt()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(
            () => GatewayHost.StartAsync(new InMemoryTableService(), options => options.TablesCachedMax = 0));

        Assert.Contains(nameof(TableGatewayOptions.TablesCachedMax), exception.Message, StringComparison.Ordinal);
    }
}
