namespace Orleans;

/// <summary>Stages of a silo.</summary>
public static class ServiceLifecycleStage
{
    /// <summary>Before all others.</summary>
    public const int First = int.MinValue;

    /// <summary>The runtime starts.</summary>
    public const int RuntimeInitialize = 2000;

    /// <summary>Services of the runtime start.</summary>
    public const int RuntimeServices = 4000;

    /// <summary>Storage starts.</summary>
    public const int RuntimeStorageServices = 6000;

    /// <summary>Services that grains need start.</summary>
    public const int RuntimeGrainServices = 8000;

    /// <summary>Services of the application start.</summary>
    public const int ApplicationServices = 10000;

    /// <summary>Just before calls are served.</summary>
    public const int BecomeActive = Active - 1;

    /// <summary>Calls are served; on stop this stage stops first, then all grains are deactivated.</summary>
    public const int Active = 20000;

    /// <summary>After all others.</summary>
    public const int Last = int.MaxValue;
}
