using Microsoft.Extensions.Options;

namespace Orleans.TableService.Client.Orleans;

/// <summary>Checks <see cref="TableClientOptions"/> when the host starts.</summary>
[OptionsValidator]
internal sealed partial class TableClientOptionsValidator : IValidateOptions<TableClientOptions>;
