using Orleans.Core;

namespace Orleans.Runtime;

/// <summary>State injected with <see cref="PersistentStateAttribute"/>; read before OnActivateAsync.</summary>
/// <typeparam name="TState">What is stored.</typeparam>
public interface IPersistentState<TState> : IStorage<TState>;

/// <summary>Asks for persistent state in a grain's constructor.</summary>
/// <param name="stateName">Name of the record within the grain.</param>
/// <param name="storageName">Name of the provider; null for the default one.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute
{
    /// <summary>Name of the record within the grain.</summary>
    public string StateName { get; } = stateName;

    /// <summary>Name of the provider; null for the default one.</summary>
    public string? StorageName { get; } = storageName;
}
