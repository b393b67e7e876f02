using Microsoft.Extensions.Options;

namespace Orleans.TableService.Gateway;

/// <summary>Checks the bounds that the limits state.</summary>
[OptionsValidator]
internal sealed partial class TableLimitsValidator : IValidateOptions<TableLimits>;
