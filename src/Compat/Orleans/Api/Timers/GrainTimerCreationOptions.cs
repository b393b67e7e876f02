using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>How a grain timer runs.</summary>
#pragma warning disable CA1815 // Upstream defines no equality.
public readonly struct GrainTimerCreationOptions()
#pragma warning restore CA1815
{
    /// <summary>A timer that neither interleaves nor keeps its grain alive.</summary>
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
        : this()
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>Until the first tick; <see cref="Timeout.InfiniteTimeSpan"/> does not start it.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>From the end of a tick to the next; <see cref="Timeout.InfiniteTimeSpan"/> ticks once.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>Whether ticks interleave with calls. Default no: a tick is like a call of an ordinary method.</summary>
    public bool Interleave { get; init; }

    /// <summary>Whether ticks count as use, so that the grain is not collected. Default no.</summary>
    public bool KeepAlive { get; init; }
}
