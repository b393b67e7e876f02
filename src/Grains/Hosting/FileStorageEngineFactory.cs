using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.TableService.Storage;
using Orleans.TableService.Storage.Checkpoints;
using Orleans.TableService.Storage.Journals;
using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Grains.Hosting;

/// <summary>Opens the storage in the files of one data directory.</summary>
internal sealed class FileStorageEngineFactory(
    IOptions<StorageOptions> options,
    IOptions<TableLimits> limits,
    TimeProvider time,
    ILoggerFactory loggers,
    ICheckpointStore? checkpoints = null) : IStorageEngineFactory
{
    /// <exception cref="UnavailableException">Another process uses the data directory.</exception>
    /// <exception cref="JournalCorruptedException">Acknowledged bytes are missing or damaged.</exception>
    public async Task<IStorageEngine> OpenAsync(CancellationToken cancellationToken)
    {
        var engine = new StorageEngine(new StorageEngineSetup
        {
            Options = options.Value,
            Limits = limits.Value,
            Time = time,
            Logger = loggers.CreateLogger<StorageEngine>(),
            OpenJournals = OpenJournalsAsync,
            CheckpointStore = checkpoints,
        });
        try
        {
            await engine.StartAsync(cancellationToken);
            return engine;
        }
        catch (InvalidOperationException e)
        {
            await engine.DisposeAsync();
            throw Faults.Unavailable(e.Message).ToException();
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    // Opening reads the whole commit log, which is no work for a grain's turn.
    private Task<IJournalStore> OpenJournalsAsync(CancellationToken cancellationToken) => Task.Run<IJournalStore>(
        () => FileJournalStore.Open(options.Value, time, loggers.CreateLogger<FileJournalStore>()), cancellationToken);
}
