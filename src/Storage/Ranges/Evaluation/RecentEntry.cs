using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Ranges.Evaluation;

/// <summary>An entry with everything but the bytes of its value: it refers to no object.</summary>
internal readonly struct RecentEntry(in EntryState state)
{
    private readonly bool _exists = state.Exists;
    private readonly bool _isNumber = state.Value.IsNumber;
    private readonly long _number = state.Value.Number;
    private readonly long _createRevision = state.CreateRevision;
    private readonly long _modRevision = state.ModRevision;
    private readonly long _version = state.Version;
    private readonly long _leaseId = state.LeaseId;
    private readonly long _expiresAtMs = state.ExpiresAtMs;

    public EntryState ToState() => new()
    {
        Exists = _exists,
        Value = _isNumber ? new TableValue(_number) : default,
        CreateRevision = _createRevision,
        ModRevision = _modRevision,
        Version = _version,
        LeaseId = _leaseId,
        ExpiresAtMs = _expiresAtMs,
    };
}
