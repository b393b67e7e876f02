namespace Grpc.Core;

/// <summary>Takes messages that go out one after the other; one write at a time.</summary>
public interface IAsyncStreamWriter<in T>
{
    /// <summary>Options of the writes that follow.</summary>
    WriteOptions? WriteOptions { get; set; }

    /// <summary>Writes a message; done when flow control has let it go.</summary>
    Task WriteAsync(T message);

    /// <summary>Writes a message unless cancelled; cancelling breaks the whole call off.</summary>
    Task WriteAsync(T message, CancellationToken cancellationToken) =>
        cancellationToken.CanBeCanceled
            ? throw new NotSupportedException("This stream does not support cancellation of a write.")
            : WriteAsync(message);
}
