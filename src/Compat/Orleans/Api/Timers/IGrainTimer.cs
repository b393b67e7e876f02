namespace Orleans.Runtime;

/// <summary>A running timer of a grain; disposing it stops it and cancels its running callback's token.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Sets due time and period anew; during a tick this takes effect when the tick has ended.</summary>
    void Change(TimeSpan dueTime, TimeSpan period);
}
