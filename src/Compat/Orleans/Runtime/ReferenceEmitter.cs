using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Orleans.Runtime;

namespace Orleans.TableService.Compat;

/// <summary>Generates, once per grain interface, the reference type that implements it.</summary>
internal static class ReferenceEmitter
{
    private static readonly ConcurrentDictionary<Type, Lazy<Generated>> Cache = new();

    public static Generated For(Type interfaceType)
        => Cache.GetOrAdd(interfaceType, static type => new Lazy<Generated>(() => Emit(type))).Value;

    private static Generated Emit(Type interfaceType)
    {
        var methods = AllMethods(interfaceType);
        foreach (var method in methods)
        {
            RequireCallable(method);
        }

        var module = DefineModule(interfaceType, methods);
        var reference = module.DefineType(
            $"{interfaceType.Name}Reference", TypeAttributes.Sealed, typeof(GrainReference), [interfaceType]);
        var constructor = reference.DefineDefaultConstructor(MethodAttributes.Public);
        for (var i = 0; i < methods.Length; i++)
        {
            MethodEmitter.Emit(module, reference, methods[i], i);
        }

        var created = reference.CreateType();
        var create = Expression.Lambda<Func<GrainReference>>(Expression.New(created)).Compile();
        return new Generated(methods.Select(method => new GrainMethod(method)).ToArray(), create);
    }

    private static MethodInfo[] AllMethods(Type interfaceType)
        => interfaceType.GetInterfaces().Append(interfaceType)
            .Where(type => type.Assembly != typeof(IAddressable).Assembly)
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(method => method.IsAbstract || method.IsVirtual)
            .ToArray();

    // What upstream's generator refuses at compile time is refused here when the first reference is made.
    private static void RequireCallable(MethodInfo method)
    {
        var name = $"{method.DeclaringType}.{method.Name}";
        if (method.IsSpecialName || method.IsGenericMethodDefinition)
        {
            throw new NotSupportedException($"{name}: grain interfaces have no properties or generic methods here.");
        }

        if (method.GetParameters().Any(parameter => parameter.ParameterType.IsByRef))
        {
            throw new NotSupportedException($"{name}: parameters of grain methods are passed by value.");
        }

        if (!ResultShape.Of(method.ReturnType).IsSupported)
        {
            throw new NotSupportedException($"{name}: grain methods return tasks or IAsyncEnumerable<T>.");
        }
    }

    private static ModuleBuilder DefineModule(Type interfaceType, MethodInfo[] methods)
    {
        var name = new AssemblyName("Orleans.TableService.Compat.Orleans.References");
        var assembly = AssemblyBuilder.DefineDynamicAssembly(name, AssemblyBuilderAccess.Run);
        var grant = typeof(IgnoresAccessChecksToAttribute).GetConstructor([typeof(string)])!;
        var used = methods.SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType)
            .Append(method.ReturnType).Append(method.DeclaringType!));
        foreach (var assemblyName in used.SelectMany(AssembliesOf).Append(interfaceType.Assembly)
            .Append(typeof(GrainReference).Assembly).Select(item => item.GetName().Name!).Distinct())
        {
            assembly.SetCustomAttribute(new CustomAttributeBuilder(grant, [assemblyName]));
        }

        return assembly.DefineDynamicModule(name.Name!);
    }

    private static IEnumerable<Assembly> AssembliesOf(Type type)
        => type.HasElementType
            ? AssembliesOf(type.GetElementType()!)
            : type.GetGenericArguments().SelectMany(AssembliesOf).Append(type.Assembly);

    internal sealed record Generated(GrainMethod[] Methods, Func<GrainReference> Create);
}
