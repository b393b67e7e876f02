using Microsoft.Extensions.Options;

namespace Orleans.TableService.Client.Orleans;

/// <summary>Checks <see cref="TableLimits"/> when the host starts.</summary>
[OptionsValidator]
internal sealed partial class TableLimitsValidator : IValidateOptions<TableLimits>;
