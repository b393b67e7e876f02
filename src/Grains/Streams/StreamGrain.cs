using System.Globalization;
using Orleans.Runtime;
using Orleans.TableService.GrainContracts;
using Orleans.TableService.Grains.Namespaces;

namespace Orleans.TableService.Grains.Streams;

/// <summary>
/// One stream: its map is durable before any range of it is made, so that nothing is ever made that no map names.
/// </summary>
[GrainType("tableservice.stream")]
internal sealed class StreamGrain(
    [PersistentState(StateNames.Stream, StateNames.Provider)] IPersistentState<StreamState> state,
    IGrainFactory grains) : Grain, IStreamGrain
{
    // So many ranges are made or removed at once; they share the flushes of the commit log.
    private const int RangesAtOnce = 32;
    private RangeMap? _map;

    private TableStreamId Id =>
        new(long.Parse(this.GetPrimaryKeyString(), NumberStyles.None, CultureInfo.InvariantCulture));

    private bool Serves => state.State.Stream is { Phase: not StreamPhase.Deleting };

    public async Task<Reply<RangeMap>> CreateAsync(StreamDescription description, CancellationToken cancellationToken)
    {
        if (state.State.Stream is null)
        {
            FillState(description.Info);
            await this.WriteOrForgetAsync(state);
        }
        else if (!Serves)
        {
            return NotFound<RangeMap>();
        }

        var map = Map();
        var fault = await ForEachRangeAsync(
            map, static (range, assignment, token) => range.CreateAsync(assignment, token), cancellationToken);
        return fault is null ? Replies.Of(map) : Replies.Failed<RangeMap>(fault);
    }

    public Task<Reply<RangeMap>> GetMapAsync(CancellationToken cancellationToken) =>
        Task.FromResult(Serves ? Replies.Of(Map()) : NotFound<RangeMap>());

    public Task<Reply<RangeAssignment>> GetRangeAsync(long rangeNumber, CancellationToken cancellationToken)
    {
        var entry = Serves ? Map().Ranges.FirstOrDefault(range => range.Number == rangeNumber) : null;
        return Task.FromResult(
            entry is null ? NotFound<RangeAssignment>() : Replies.Of(AssignmentOf(Map(), entry)));
    }

    public async Task<Reply<RangeMap>> DeleteAsync(StreamDescription description, CancellationToken cancellationToken)
    {
        if (state.State.Stream is not { } stream)
        {
            return Replies.Of(new RangeMap { Stream = description.Info, Version = 0, Ranges = [] });
        }

        if (stream.Phase != StreamPhase.Deleting)
        {
            stream.Phase = StreamPhase.Deleting;
            await this.WriteOrForgetAsync(state);
        }

        var map = Map();
        var fault = await ForEachRangeAsync(
            map, static (range, assignment, token) => range.DeleteAsync(assignment, token), cancellationToken);
        if (fault is not null)
        {
            return Replies.Failed<RangeMap>(fault);
        }

        await this.ClearOrForgetAsync(state);
        _map = null;
        GrainsTelemetry.TableGone(Id);
        DeactivateOnIdle();
        return Replies.Of(map);
    }

    private void FillState(StreamInfo info)
    {
        state.State.Stream = StreamRow.Of(info, StreamPhase.Created);
        state.State.NamespaceName = info.NamespaceName;
        state.State.Name = info.Name;
        state.State.MapVersion = 1;
        foreach (var interval in IntervalSplit.Split(info.Configuration.KeyType, info.Configuration.InitialRanges))
        {
            state.State.Ranges.Add(new RangeRow
            {
                Number = state.State.NextRangeNumber++,
                Start = interval.Start.ToArray(),
                End = interval.End?.ToArray(),
                JournalId = Guid.NewGuid(),
            });
        }
    }

    private RangeMap Map()
    {
        if (_map is null)
        {
            _map = new RangeMap
            {
                Stream = state.State.Stream!.ToInfo(state.State.NamespaceName, state.State.Name),
                Version = state.State.MapVersion,
                Ranges = state.State.Ranges.ConvertAll(EntryOf),
            };
            GrainsTelemetry.TableServed(_map.Stream);
        }

        return _map;
    }

    private static RangeMapEntry EntryOf(RangeRow row) => new()
    {
        Number = row.Number,
        Interval = new KeyInterval(row.Start, row.End),
        JournalId = row.JournalId,
    };

    private async Task<Fault?> ForEachRangeAsync(
        RangeMap map,
        Func<IRangeGrain, RangeAssignment, CancellationToken, Task<Reply<RangeAssignment>>> act,
        CancellationToken cancellationToken)
    {
        foreach (var chunk in map.Ranges.Chunk(RangesAtOnce))
        {
            var replies = await Task.WhenAll(chunk.Select(entry =>
            {
                var assignment = AssignmentOf(map, entry);
                return act(grains.GetRange(assignment.Id), assignment, cancellationToken);
            }));
            if (replies.FirstOrDefault(reply => !reply.IsValue) is { } failed)
            {
                return failed.Fault;
            }
        }

        return null;
    }

    private static RangeAssignment AssignmentOf(RangeMap map, RangeMapEntry entry) => new()
    {
        Id = new RangeId(map.Stream.Id, entry.Number),
        JournalId = entry.JournalId,
        KeyType = map.Stream.Configuration.KeyType,
        Interval = entry.Interval,
        MapVersion = map.Version,
        KeepPreviousValues = map.Stream.Configuration.KeepPreviousValues,
        RetentionTime = map.Stream.Configuration.EffectiveRetention.Time,
        RetentionSizeBytes = map.Stream.Configuration.EffectiveRetention.SizeBytes,
        SeparateValuesFromBytes = map.Stream.Configuration.SeparateValuesFromBytes,
    };

    private Reply<T> NotFound<T>()
        where T : class =>
        Replies.Failed<T>(Faults.StreamNotFound(Id.ToString()));
}
