using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans.TableService.Compat;

/// <summary>Keeps one record of one grain, and its version, between the grain and its storage.</summary>
internal sealed class PersistentState<TState>(string name, GrainId grainId, IGrainStorage storage)
    : IPersistentState<TState>
{
    private readonly GrainState<TState> _record = new(Activator.CreateInstance<TState>());

    public TState State
    {
        get => _record.State!;
        set => _record.State = value;
    }

    public string? Etag => _record.ETag;

    public bool RecordExists => _record.RecordExists;

    public Task ClearStateAsync() => ClearStateAsync(CancellationToken.None);

    public Task WriteStateAsync() => WriteStateAsync(CancellationToken.None);

    public Task ReadStateAsync() => ReadStateAsync(CancellationToken.None);

    public async Task ClearStateAsync(CancellationToken cancellationToken)
    {
        await storage.ClearStateAsync(name, grainId, _record, cancellationToken);
        _record.State = Activator.CreateInstance<TState>();
    }

    public Task WriteStateAsync(CancellationToken cancellationToken)
        => storage.WriteStateAsync(name, grainId, _record, cancellationToken);

    public async Task ReadStateAsync(CancellationToken cancellationToken)
    {
        await storage.ReadStateAsync(name, grainId, _record, cancellationToken);
        if (!_record.RecordExists || _record.State is null)
        {
            _record.State = Activator.CreateInstance<TState>();
        }
    }
}
