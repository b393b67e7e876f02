using Microsoft.Extensions.Options;

namespace Orleans.TableService.Client;

/// <summary>Checks the bounds that the options state.</summary>
[OptionsValidator]
internal sealed partial class TableServiceClientOptionsValidator : IValidateOptions<TableServiceClientOptions>;
