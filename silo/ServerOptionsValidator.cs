using Microsoft.Extensions.Options;

namespace Orleans.TableService.Silo;

/// <summary>Checks <see cref="ServerOptions"/> before the server listens.</summary>
[OptionsValidator]
internal sealed partial class ServerOptionsValidator : IValidateOptions<ServerOptions>;
