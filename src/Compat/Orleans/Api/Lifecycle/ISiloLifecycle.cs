namespace Orleans.Runtime;

/// <summary>The silo's stages; see <see cref="ServiceLifecycleStage"/>.</summary>
public interface ISiloLifecycle : ILifecycleObservable
{
    /// <summary>The last stage that started.</summary>
    int HighestCompletedStage { get; }

    /// <summary>The last stage that stopped.</summary>
    int LowestStoppedStage { get; }
}

/// <summary>An activation's stages; see <see cref="GrainLifecycleStage"/>.</summary>
public interface IGrainLifecycle : ILifecycleObservable;

/// <summary>Stages of an activation.</summary>
public static class GrainLifecycleStage
{
    /// <summary>Before all others.</summary>
    public const int First = int.MinValue;

    /// <summary>Persistent state is read.</summary>
    public const int SetupState = 1000;

    /// <summary>OnActivateAsync and OnDeactivateAsync run.</summary>
    public const int Activate = 2000;

    /// <summary>After all others.</summary>
    public const int Last = int.MaxValue;
}
