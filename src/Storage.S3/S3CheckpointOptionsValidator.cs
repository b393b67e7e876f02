using Microsoft.Extensions.Options;

namespace Orleans.TableService.Storage.S3;

/// <summary>Checks the bounds of <see cref="S3CheckpointOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class S3CheckpointOptionsValidator : IValidateOptions<S3CheckpointOptions>;
