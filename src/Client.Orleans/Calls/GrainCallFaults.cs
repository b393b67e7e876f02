using Orleans.Runtime;

namespace Orleans.TableService.Client.Orleans.Calls;

/// <summary>What a grain call that threw means to the caller.</summary>
internal static class GrainCallFaults
{
    /// <summary>The fault of a call that may have changed something.</summary>
    public static Fault OfWrite(Exception error) => error switch
    {
        TableException e => e.Fault,
        TimeoutException => Faults.UnknownOutcome("no answer came in time"),
        OrleansException e => Faults.UnknownOutcome(e.Message),
        _ => Faults.UnknownOutcome($"{error.GetType().Name}: {error.Message}"),
    };

    /// <summary>The fault of a call that changes nothing, or what it does can be done again.</summary>
    public static Fault OfRead(Exception error) => error switch
    {
        TableException e => e.Fault,
        TimeoutException => Faults.Unavailable("No answer came in time: try again."),
        EnumerationAbortedException e => Faults.Unavailable($"The range moved or stopped: {e.Message}"),
        OrleansException e => Faults.Unavailable($"The silo cannot be reached: {e.Message}"),
        _ => Faults.Internal($"{error.GetType().Name}: {error.Message}"),
    };
}
