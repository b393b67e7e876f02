using Orleans.TableService.Storage.Inspection;

namespace Orleans.TableService.Cli.Commands.Offline;

/// <summary>A command on the files of a stopped server. It holds them for itself while it runs.</summary>
internal abstract class OfflineCommand : CliCommand
{
    protected OfflineCommand(CommandSetup setup, OfflineOptions options, string name, string description)
        : base(setup, name, description)
    {
        Offline = options;
        Options.Add(options.DataDirectory);
    }

    /// <summary>The shared options.</summary>
    protected OfflineOptions Offline { get; }

    protected sealed override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        try
        {
            using var directory = StoppedDirectory.Open(invocation.Need(Offline.DataDirectory));
            return Task.FromResult(Run(invocation, directory, cancellationToken));
        }
        catch (DataDirectoryException e)
        {
            throw new RefusedException(e.Message);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new RefusedException($"There is no permission: {e.Message}");
        }
    }

    /// <summary>Carries the command out.</summary>
    /// <returns>An exit code.</returns>
    protected abstract int Run(Invocation invocation, StoppedDirectory directory, CancellationToken cancellationToken);
}
