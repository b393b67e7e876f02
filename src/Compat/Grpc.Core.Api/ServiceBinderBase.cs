namespace Grpc.Core;

/// <summary>Is told the methods of a service. A server overrides every member.</summary>
public abstract class ServiceBinderBase
{
    /// <summary>
    /// Adds a method of one request and one response; without a handler only the method is made known.
    /// </summary>
    public virtual void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        UnaryServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class => throw new NotImplementedException();

    /// <summary>
    /// Adds a method of many requests and one response; without a handler only the method is made known.
    /// </summary>
    public virtual void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        ClientStreamingServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class => throw new NotImplementedException();

    /// <summary>
    /// Adds a method of one request and many responses; without a handler only the method is made known.
    /// </summary>
    public virtual void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        ServerStreamingServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class => throw new NotImplementedException();

    /// <summary>
    /// Adds a method of many requests and many responses; without a handler only the method is made known.
    /// </summary>
    public virtual void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        DuplexStreamingServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class => throw new NotImplementedException();
}
