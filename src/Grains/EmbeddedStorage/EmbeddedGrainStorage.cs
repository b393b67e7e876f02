using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Orleans.Runtime;
using Orleans.Storage;
using Orleans.TableService.Posix;

namespace Orleans.TableService.Grains.EmbeddedStorage;

/// <summary>
/// Keeps each record in a file of its own, replaced as a whole; what a write returned from is on disk.
/// </summary>
/// <remarks>
/// Thread-safe. Made for the small, seldom written state of management grains: a write costs two syncs.
/// </remarks>
public sealed class EmbeddedGrainStorage : IGrainStorage
{
    private const int Locks = 64;

    private readonly string _directory;
    private readonly SemaphoreSlim[] _locks = [.. Enumerable.Range(0, Locks).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Opens the directory, making it if it is missing.</summary>
    public EmbeddedGrainStorage(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        _directory = Path.GetFullPath(directory);
        MakeDurably(_directory);
    }

    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        return RunAsync(Record.Of(_directory, stateName, grainId), record =>
        {
            var stored = record.Read();
            grainState.State = stored is { } found ? JsonSerializer.Deserialize<T>(found.Payload.Span) : default;
            grainState.ETag = stored?.Etag.ToString();
            grainState.RecordExists = stored is not null;
        });
    }

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);

        // Serialized here, in the grain's turn, because other turns may change the state while the file is written.
        var payload = JsonSerializer.SerializeToUtf8Bytes(grainState.State);
        return RunAsync(Record.Of(_directory, stateName, grainId), record =>
        {
            record.RequireEtag(grainState.ETag);
            var etag = Guid.NewGuid();
            record.Replace(etag, payload);
            grainState.ETag = etag.ToString();
            grainState.RecordExists = true;
        });
    }

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        return RunAsync(Record.Of(_directory, stateName, grainId), record =>
        {
            record.RequireEtag(grainState.ETag);
            record.Remove();
            grainState.ETag = null;
            grainState.RecordExists = false;
        });
    }

    private static void MakeDurably(string directory)
    {
        if (!Directory.Exists(directory) && Path.GetDirectoryName(directory) is { } parent)
        {
            MakeDurably(parent);
            Directory.CreateDirectory(directory);
            PosixSync.Directory(parent);
        }
    }

    // Syncs block for milliseconds: on a thread of their own they hold up neither a grain's turn nor the pool.
    private async Task RunAsync(Record record, Action<Record> work)
    {
        var gate = _locks[(uint)record.FilePath.GetHashCode(StringComparison.Ordinal) % Locks];
        await gate.WaitAsync();
        try
        {
            await Task.Factory.StartNew(
                () => work(record), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            gate.Release();
        }
    }

    private sealed record Record(string Directory, string FilePath, string Owner)
    {
        // Keys hold any characters and may be long: a digest names the file, and the file names its owner.
        public static Record Of(string directory, string stateName, GrainId grainId)
        {
            var owner = $"{stateName} {grainId}";
            var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(owner)));
            return new(directory, Path.Combine(directory, $"{digest}.state"), owner);
        }

        public (Guid Etag, ReadOnlyMemory<byte> Payload)? Read()
            => File.Exists(FilePath) ? StateFile.Decode(FilePath, Owner, File.ReadAllBytes(FilePath)) : null;

        public void RequireEtag(string? etag)
        {
            var stored = Read()?.Etag.ToString();
            if (stored != etag)
            {
                throw new InconsistentStateException($"The state '{Owner}' was changed by another.", stored, etag);
            }
        }

        public void Replace(Guid etag, ReadOnlySpan<byte> payload)
        {
            // A crash leaves the old file or the new one, and perhaps this one, which the next write replaces.
            var temporary = FilePath + ".new";
            using (var file = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                RandomAccess.Write(file, StateFile.Encode(Owner, etag, payload), 0);
                PosixSync.File(file, temporary);
            }

            File.Move(temporary, FilePath, overwrite: true);
            PosixSync.Directory(Directory);
        }

        public void Remove()
        {
            File.Delete(FilePath);
            PosixSync.Directory(Directory);
        }
    }
}
