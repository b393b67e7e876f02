using Orleans.Concurrency;

namespace Orleans.TableService.GrainContracts;

/// <summary>One stream, under its id: owns the map from keys to ranges.</summary>
[Alias("tableservice.IStreamGrain")]
public interface IStreamGrain : IGrainWithStringKey
{
    /// <summary>Makes the map and the ranges' journals. Doing it again finishes what was begun.</summary>
    [Alias("create"), ResponseTimeout("00:02:00")]
    Task<Reply<RangeMap>> CreateAsync(StreamDescription description, CancellationToken cancellationToken);

    /// <summary>The map as it is.</summary>
    [Alias("map"), AlwaysInterleave]
    Task<Reply<RangeMap>> GetMapAsync(CancellationToken cancellationToken);

    /// <summary>What one range must know of itself.</summary>
    [Alias("range"), AlwaysInterleave]
    Task<Reply<RangeAssignment>> GetRangeAsync(long rangeNumber, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the ranges and then the map; disk space is free on return. Doing it again finishes what was begun.
    /// </summary>
    /// <returns>What was deleted; of a stream that is gone already, a map without ranges.</returns>
    [Alias("delete"), ResponseTimeout("00:05:00")]
    Task<Reply<RangeMap>> DeleteAsync(StreamDescription description, CancellationToken cancellationToken);
}
