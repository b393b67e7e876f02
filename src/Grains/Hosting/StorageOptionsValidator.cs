using Microsoft.Extensions.Options;
using Orleans.TableService.Storage;

namespace Orleans.TableService.Grains.Hosting;

/// <summary>Checks <see cref="StorageOptions"/> when the host starts.</summary>
[OptionsValidator]
internal sealed partial class StorageOptionsValidator : IValidateOptions<StorageOptions>;
