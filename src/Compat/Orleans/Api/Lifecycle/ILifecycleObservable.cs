namespace Orleans;

/// <summary>Something with stages of start and stop.</summary>
public interface ILifecycleObservable
{
    /// <summary>Adds an observer; stages start in ascending and stop in descending order.</summary>
    IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer);
}

/// <summary>Takes part in one stage.</summary>
public interface ILifecycleObserver
{
    /// <summary>The stage starts; a failure stops the start.</summary>
    Task OnStart(CancellationToken cancellationToken = default);

    /// <summary>The stage stops; called only if it was started.</summary>
    Task OnStop(CancellationToken cancellationToken = default);
}

/// <summary>A service that subscribes itself to a life cycle.</summary>
/// <typeparam name="TLifecycleObservable">Which life cycle.</typeparam>
public interface ILifecycleParticipant<TLifecycleObservable>
    where TLifecycleObservable : ILifecycleObservable
{
    /// <summary>Called once, before the life cycle starts.</summary>
    void Participate(TLifecycleObservable lifecycle);
}
