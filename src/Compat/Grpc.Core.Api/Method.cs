namespace Grpc.Core;

/// <summary>A remote method with its message types.</summary>
public class Method<TRequest, TResponse> : IMethod
{
    /// <summary>A method of its parts.</summary>
    public Method(
        MethodType type,
        string serviceName,
        string name,
        Marshaller<TRequest> requestMarshaller,
        Marshaller<TResponse> responseMarshaller)
    {
        ArgumentNullException.ThrowIfNull(serviceName);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(requestMarshaller);
        ArgumentNullException.ThrowIfNull(responseMarshaller);
        Type = type;
        ServiceName = serviceName;
        Name = name;
        FullName = $"/{serviceName}/{name}";
        RequestMarshaller = requestMarshaller;
        ResponseMarshaller = responseMarshaller;
    }

    /// <inheritdoc/>
    public MethodType Type { get; }

    /// <inheritdoc/>
    public string ServiceName { get; }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string FullName { get; }

    /// <summary>Encodes and decodes requests.</summary>
    public Marshaller<TRequest> RequestMarshaller { get; }

    /// <summary>Encodes and decodes responses.</summary>
    public Marshaller<TResponse> ResponseMarshaller { get; }
}
