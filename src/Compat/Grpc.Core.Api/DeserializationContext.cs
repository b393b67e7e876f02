using System.Buffers;

namespace Grpc.Core;

/// <summary>Where a deserializer finds one message. A transport overrides every member.</summary>
public abstract class DeserializationContext
{
    /// <summary>Bytes of the payload.</summary>
    public abstract int PayloadLength { get; }

    /// <summary>The payload in a new array that the caller owns.</summary>
    public virtual byte[] PayloadAsNewBuffer() => throw new NotImplementedException();

    /// <summary>The payload where it lies: valid until the deserializer returns.</summary>
    public virtual ReadOnlySequence<byte> PayloadAsReadOnlySequence() => throw new NotImplementedException();
}
