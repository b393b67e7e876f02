using System.Text.Json;
using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans.TableService.Grains.Tests.Support;

/// <summary>Grain storage on a <see cref="FakeDisk"/>.</summary>
internal sealed class FakeGrainStorage(FakeDisk disk) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        grainState.RecordExists = disk.Records.TryGetValue((stateName, grainId), out var record);
        grainState.ETag = grainState.RecordExists ? "read" : null;
        if (grainState.RecordExists)
        {
            grainState.State = JsonSerializer.Deserialize<T>(record!)!;
        }

        return Task.CompletedTask;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var record = JsonSerializer.SerializeToUtf8Bytes(grainState.State);
        await Task.Yield();
        disk.Write(() => disk.Records[(stateName, grainId)] = record);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Task.Yield();
        disk.Write(() => disk.Records.TryRemove((stateName, grainId), out _));
        grainState.RecordExists = false;
    }
}
