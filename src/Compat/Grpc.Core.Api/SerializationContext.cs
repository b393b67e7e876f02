using System.Buffers;

namespace Grpc.Core;

/// <summary>Where a serializer puts one message. A transport overrides every member.</summary>
public abstract class SerializationContext
{
    /// <summary>Completes the message with its whole payload, which the context keeps.</summary>
    public virtual void Complete(byte[] payload) => throw new NotImplementedException();

    /// <summary>A writer for the payload.</summary>
    public virtual IBufferWriter<byte> GetBufferWriter() => throw new NotImplementedException();

    /// <summary>States the length of the payload before it is written.</summary>
    public virtual void SetPayloadLength(int payloadLength) => throw new NotImplementedException();

    /// <summary>Completes the message with what was written to <see cref="GetBufferWriter"/>.</summary>
    public virtual void Complete() => throw new NotImplementedException();
}
