using Orleans.TableService.Cli.Options;

namespace Orleans.TableService.Cli;

/// <summary>What every command is built with.</summary>
internal sealed record CommandSetup(CliContext Context, GlobalOptions Globals);
