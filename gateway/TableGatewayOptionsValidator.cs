using Microsoft.Extensions.Options;

namespace Orleans.TableService.Gateway;

/// <summary>Checks the bounds that the options state.</summary>
[OptionsValidator]
internal sealed partial class TableGatewayOptionsValidator : IValidateOptions<TableGatewayOptions>;
