using Orleans.Concurrency;

namespace Orleans.TableService.GrainContracts;

/// <summary>One namespace, under its name: knows its streams by name, and creates and deletes them.</summary>
[Alias("tableservice.INamespaceGrain")]
public interface INamespaceGrain : IGrainWithStringKey
{
    /// <summary>Creates the namespace.</summary>
    [Alias("create")]
    Task<Reply<NamespaceInfo>> CreateAsync(CancellationToken cancellationToken);

    /// <summary>The namespace as it is.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<Reply<NamespaceInfo>> GetAsync(CancellationToken cancellationToken);

    /// <summary>Deletes the namespace if it has no streams.</summary>
    [Alias("delete")]
    Task<Reply<NamespaceInfo>> DeleteAsync(CancellationToken cancellationToken);

    /// <summary>Tells the catalog whether the namespace exists, after a create or delete that was cut short.</summary>
    /// <returns>The namespace, or that it does not exist.</returns>
    [Alias("settle")]
    Task<Reply<NamespaceInfo>> SettleAsync(CancellationToken cancellationToken);

    /// <summary>Creates a stream; it serves when this returns.</summary>
    [Alias("createStream"), ResponseTimeout("00:02:00")]
    Task<Reply<StreamInfo>> CreateStreamAsync(CreateStreamCall call, CancellationToken cancellationToken);

    /// <summary>Looks a stream up by name.</summary>
    [Alias("getStream"), AlwaysInterleave]
    Task<Reply<StreamInfo>> GetStreamAsync(string streamName, CancellationToken cancellationToken);

    /// <summary>All streams, in ordinal order of their names.</summary>
    [Alias("listStreams"), AlwaysInterleave]
    Task<Reply<StreamListing>> ListStreamsAsync(CancellationToken cancellationToken);

    /// <summary>Deletes a stream; its disk space is free when this returns.</summary>
    /// <returns>The stream that was deleted.</returns>
    [Alias("deleteStream"), ResponseTimeout("00:05:00")]
    Task<Reply<StreamInfo>> DeleteStreamAsync(string streamName, CancellationToken cancellationToken);
}
