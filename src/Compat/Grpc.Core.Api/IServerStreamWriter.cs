namespace Grpc.Core;

/// <summary>The responses of a call.</summary>
public interface IServerStreamWriter<in T> : IAsyncStreamWriter<T>;
