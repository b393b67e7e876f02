using System.Globalization;
using System.Text.Json;
using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans.TableService.Compat;

/// <summary>Keeps records for the life of the process.</summary>
internal sealed class MemoryGrainStorage(string name) : IGrainStorage
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string State, GrainId Grain), (byte[] State, long Version)> _records = [];
    private long _version;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_lock)
        {
            var exists = _records.TryGetValue((stateName, grainId), out var record);
            grainState.State = exists ? JsonSerializer.Deserialize<T>(record.State) : default;
            grainState.ETag = exists ? Text(record.Version) : null;
            grainState.RecordExists = exists;
        }

        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_lock)
        {
            Check(stateName, grainId, grainState.ETag);
            _records[(stateName, grainId)] = (JsonSerializer.SerializeToUtf8Bytes(grainState.State), ++_version);
            grainState.ETag = Text(_version);
            grainState.RecordExists = true;
        }

        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_lock)
        {
            Check(stateName, grainId, grainState.ETag);
            _records.Remove((stateName, grainId));
            grainState.ETag = null;
            grainState.RecordExists = false;
        }

        return Task.CompletedTask;
    }

    private static string Text(long version) => version.ToString(CultureInfo.InvariantCulture);

    private void Check(string stateName, GrainId grainId, string? etag)
    {
        var stored = _records.TryGetValue((stateName, grainId), out var record) ? Text(record.Version) : null;
        if (stored != etag)
        {
            throw new InconsistentStateException(
                $"'{stateName}' of {grainId} in storage '{name}' was changed by another.", stored, etag);
        }
    }
}
