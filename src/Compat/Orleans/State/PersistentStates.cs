using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans.TableService.Compat;

/// <summary>Makes what <see cref="PersistentStateAttribute"/> asks for.</summary>
internal static class PersistentStates
{
    private static readonly MethodInfo CreateTyped = typeof(PersistentStates)
        .GetMethod(nameof(CreateState), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static object Create(Activation activation, ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(IPersistentState<>))
        {
            throw new OrleansConfigurationException(
                $"{parameter.Member.DeclaringType}: [PersistentState] belongs on IPersistentState<T>, not on {type}.");
        }

        var attribute = parameter.GetCustomAttribute<PersistentStateAttribute>()!;
        return CreateTyped.MakeGenericMethod(type.GetGenericArguments()).Invoke(
            null, BindingFlags.DoNotWrapExceptions, null, [activation, attribute], null)!;
    }

    private static PersistentState<TState> CreateState<TState>(
        Activation activation, PersistentStateAttribute attribute)
    {
        var services = activation.ActivationServices;
        var storage = attribute.StorageName is { Length: > 0 } name
            ? services.GetKeyedService<IGrainStorage>(name)
            : services.GetService<IGrainStorage>();
        if (storage is null)
        {
            throw new OrleansConfigurationException(
                $"{activation.Class.Type} needs the grain storage '{attribute.StorageName ?? "Default"}', "
                + "and none of that name is registered.");
        }

        var state = new PersistentState<TState>(attribute.StateName, activation.GrainId, storage);
        activation.ObservableLifecycle.Subscribe(
            attribute.StateName, GrainLifecycleStage.SetupState, state.ReadStateAsync);
        return state;
    }
}
