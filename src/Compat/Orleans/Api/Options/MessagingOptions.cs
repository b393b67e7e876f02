using System.Diagnostics;

namespace Orleans.Configuration;

/// <summary>How calls are made.</summary>
public abstract class MessagingOptions
{
    private TimeSpan _responseTimeout = TimeSpan.FromSeconds(30);

    /// <summary>How long a caller waits; then the outcome is unknown. Default 30 s.</summary>
    public TimeSpan ResponseTimeout
    {
        get => Debugger.IsAttached ? ResponseTimeoutWithDebugger : _responseTimeout;
        set => _responseTimeout = value;
    }

    /// <summary>The same while a debugger is attached. Default 30 min.</summary>
    public TimeSpan ResponseTimeoutWithDebugger { get; set; } = TimeSpan.FromMinutes(30);
}

/// <summary>How a silo makes and takes calls.</summary>
public class SiloMessagingOptions : MessagingOptions
{
    /// <summary>Most calls that one activation may hold, running and waiting; 0 for no limit. Default 0.</summary>
    public int MaxEnqueuedRequestsHardLimit { get; set; }
}

/// <summary>How a client makes calls.</summary>
public class ClientMessagingOptions : MessagingOptions;
