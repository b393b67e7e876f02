namespace Grpc.Core;

/// <summary>Messages that arrive one after the other.</summary>
public interface IAsyncStreamReader<out T>
{
    /// <summary>The message that <see cref="MoveNext"/> came to.</summary>
    T Current { get; }

    /// <summary>Goes on to the next message; one call at a time.</summary>
    /// <returns><see langword="false"/> at the end of the stream.</returns>
    Task<bool> MoveNext(CancellationToken cancellationToken);
}
