namespace Orleans.TableService.GrainContracts;

/// <summary>Makes replies.</summary>
public static class Replies
{
    /// <summary>The reply that carries an answer.</summary>
    public static Reply<T> Of<T>(T value)
        where T : class =>
        new() { Value = value };

    /// <summary>The reply that there is no answer.</summary>
    public static Reply<T> Failed<T>(Fault fault)
        where T : class =>
        new() { Fault = fault };
}
