namespace Grpc.Core;

/// <summary>Encodes and decodes messages of one type.</summary>
public class Marshaller<T>
{
    /// <summary>A marshaller that writes to and reads from contexts.</summary>
    public Marshaller(Action<T, SerializationContext> serializer, Func<DeserializationContext, T> deserializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        ArgumentNullException.ThrowIfNull(deserializer);
        ContextualSerializer = serializer;
        ContextualDeserializer = deserializer;
    }

    /// <summary>Encodes a message into a context and completes it.</summary>
    public Action<T, SerializationContext> ContextualSerializer { get; }

    /// <summary>Decodes the message of a context.</summary>
    public Func<DeserializationContext, T> ContextualDeserializer { get; }
}
