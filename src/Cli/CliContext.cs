using Orleans.TableService.Posix;

namespace Orleans.TableService.Cli;

/// <summary>The world around a command: its streams, its clock and how it gets at a server.</summary>
internal sealed record CliContext
{
    /// <summary>Standard input.</summary>
    public required Stream Input { get; init; }

    /// <summary>Standard output; flushed at the end and after every change that a watch shows.</summary>
    public required StreamWriter Output { get; init; }

    /// <summary>Standard error.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Opens the service at <c>host:port</c>; connecting may wait until the first call.</summary>
    public required Func<string, ITableService> Connect { get; init; }

    /// <summary>Makes the names in a directory durable.</summary>
    public Action<string> SyncDirectory { get; init; } = PosixSync.Directory;

    /// <summary>The clock of waits.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
