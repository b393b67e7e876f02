namespace Grpc.Core;

/// <summary>A way to a server over which calls are made.</summary>
public abstract class ChannelBase
{
    /// <summary>A channel to <paramref name="target"/>.</summary>
    protected ChannelBase(string target)
    {
        ArgumentNullException.ThrowIfNull(target);
        Target = target;
    }

    /// <summary>Where the channel leads.</summary>
    public string Target { get; }

    /// <summary>Something that makes calls over this channel.</summary>
    public abstract CallInvoker CreateCallInvoker();
}
