using System.CommandLine;
using System.Globalization;
using Orleans.TableService.Cli.Options;

namespace Orleans.TableService.Cli.Commands.Backups;

/// <summary>A command on a backup's directory: what the disk refuses becomes a sentence.</summary>
internal abstract class BackupCommand(CommandSetup setup, string name, string description)
    : CliCommand(setup, name, description)
{
    protected static Option<string?> TableOption() => new("--table", "-t")
    {
        Description = "Only this table or stream, of the namespace given by --namespace.",
        HelpName = "name",
    };

    protected static Option<string> FromOption() =>
        DirectoryOption.Required("--from", "The directory of the backup.");

    protected sealed override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        try
        {
            return await RunOnFilesAsync(invocation, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is BackupIOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"The backup cannot be read or written: {e.Message}");
        }
        catch (NotSupportedException e)
        {
            throw new RefusedException(e.Message);
        }
    }

    protected abstract Task<int> RunOnFilesAsync(Invocation invocation, CancellationToken cancellationToken);

    /// <summary>
    /// Tells trouble with the backup's files from trouble with the tool's output, which ends otherwise.
    /// </summary>
    protected static async Task OnFilesAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new BackupIOException(e.Message, e);
        }
    }

    /// <inheritdoc cref="OnFilesAsync"/>
    protected static T OnFiles<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (IOException e)
        {
            throw new BackupIOException(e.Message, e);
        }
    }

    /// <inheritdoc cref="OnFilesAsync"/>
    protected static void OnFiles(Action work) => OnFiles(() =>
    {
        work();
        return true;
    });

    protected static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
