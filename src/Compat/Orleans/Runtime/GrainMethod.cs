using System.Reflection;
using Orleans.Concurrency;

namespace Orleans.TableService.Compat;

/// <summary>What the runtime must know of one method of a grain interface.</summary>
internal sealed class GrainMethod
{
    public static readonly GrainMethod Tick = new("timer tick", alwaysInterleave: false, keepsAlive: true);
    public static readonly GrainMethod IdleTick = new("timer tick", alwaysInterleave: false, keepsAlive: false);
    public static readonly GrainMethod InterleavingTick = new("timer tick", alwaysInterleave: true, keepsAlive: true);
    public static readonly GrainMethod InterleavingIdleTick =
        new("timer tick", alwaysInterleave: true, keepsAlive: false);

    public static readonly GrainMethod Pull = new("enumeration", alwaysInterleave: true, keepsAlive: true);

    public GrainMethod(MethodInfo method)
    {
        Name = $"{method.DeclaringType!.Name}.{method.Name}";
        AlwaysInterleave = method.IsDefined(typeof(AlwaysInterleaveAttribute));
        IsReadOnly = method.IsDefined(typeof(ReadOnlyAttribute));
        IsOneWay = method.IsDefined(typeof(OneWayAttribute));
        ResponseTimeout = method.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout;
        KeepsAlive = true;
    }

    private GrainMethod(string name, bool alwaysInterleave, bool keepsAlive)
    {
        Name = name;
        AlwaysInterleave = alwaysInterleave;
        KeepsAlive = keepsAlive;
    }

    public string Name { get; }

    public bool AlwaysInterleave { get; }

    public bool IsReadOnly { get; }

    public bool IsOneWay { get; }

    /// <summary>Whether a call counts as use when idle activations are looked for.</summary>
    public bool KeepsAlive { get; }

    public TimeSpan? ResponseTimeout { get; }
}
