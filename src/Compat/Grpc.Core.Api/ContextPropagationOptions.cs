namespace Grpc.Core;

/// <summary>What a call hands on to the calls made for it.</summary>
public class ContextPropagationOptions(bool propagateDeadline = true, bool propagateCancellation = true)
{
    /// <summary>Both, the deadline and the cancellation.</summary>
    public static readonly ContextPropagationOptions Default = new();

    /// <summary>Whether the deadline is handed on.</summary>
    public bool IsPropagateDeadline { get; } = propagateDeadline;

    /// <summary>Whether the cancellation is handed on.</summary>
    public bool IsPropagateCancellation { get; } = propagateCancellation;
}
