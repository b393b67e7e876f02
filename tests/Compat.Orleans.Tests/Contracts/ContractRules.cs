using System.Reflection;
using System.Runtime.CompilerServices;
using Orleans.Runtime;
using Orleans.TableService.Compat;

namespace Orleans.TableService.Tests.Contracts;

/// <summary>What upstream's generator and stored data require of grain interfaces and messages.</summary>
internal sealed class ContractRules
{
    private readonly List<string> _faults = [];
    private readonly HashSet<Type> _seen = [];

    /// <summary>A sentence for each violation.</summary>
    public static IReadOnlyList<string> Check(IEnumerable<Type> types)
    {
        var rules = new ContractRules();
        foreach (var type in types)
        {
            if (type.IsInterface && typeof(IAddressable).IsAssignableFrom(type))
            {
                rules.CheckInterface(type);
            }
            else if (type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false))
            {
                rules.CheckMessage(type);
            }
        }

        return rules._faults;
    }

    private void CheckInterface(Type type)
    {
        Require(type.IsDefined(typeof(AliasAttribute), inherit: false), $"{type} has no [Alias].");
        foreach (var method in type.GetMethods())
        {
            CheckMethod(type, method);
        }

        var aliases = type.GetMethods().SelectMany(method => method.GetCustomAttributes<AliasAttribute>())
            .GroupBy(alias => alias.Alias).Where(group => group.Count() > 1);
        Require(!aliases.Any(), $"{type} has two methods with one alias.");
    }

    private void CheckMethod(Type type, MethodInfo method)
    {
        var name = $"{type}.{method.Name}";
        Require(!method.IsSpecialName, $"{name} is a property or an event.");
        Require(method.IsDefined(typeof(AliasAttribute)), $"{name} has no [Alias].");
        Require(!method.IsGenericMethodDefinition, $"{name} is generic.");
        var result = ResultShape.Of(method.ReturnType);
        Require(result.IsSupported, $"{name} returns neither a task nor IAsyncEnumerable<T>.");
        if (result.IsSupported && result.Result != typeof(NoResult))
        {
            CheckMessage(result.Result);
        }

        var parameters = method.GetParameters();
        Require(parameters.All(item => !item.ParameterType.IsByRef), $"{name} has a ref parameter.");
        var tokens = parameters.Count(item => item.ParameterType == typeof(CancellationToken));
        Require(tokens <= 1, $"{name} has several tokens.");
        Require(
            tokens == 0 || parameters[^1].ParameterType == typeof(CancellationToken),
            $"{name}: the token is not last.");
        foreach (var parameter in parameters.Where(item => !item.ParameterType.IsByRef))
        {
            CheckMessage(parameter.ParameterType);
        }
    }

    private void CheckMessage(Type type)
    {
        if (!_seen.Add(type) || type.IsGenericParameter)
        {
            return;
        }

        if (type.HasElementType)
        {
            CheckMessage(type.GetElementType()!);
            return;
        }

        foreach (var argument in type.GetGenericArguments())
        {
            CheckMessage(argument);
        }

        if (KnownTypes.PassUnchanged(type) || type.Namespace!.StartsWith("System", StringComparison.Ordinal)
            || Converters.Find(type) is not null)
        {
            return;
        }

        if (type.IsAbstract && !type.IsInterface)
        {
            // What crosses is one of its kinds, each of which has its own name; what callers
            // cannot make does not cross.
            foreach (var kind in type.Assembly.GetTypes()
                .Where(item => item.IsSubclassOf(type) && (item.IsVisible || !type.IsVisible)))
            {
                CheckMessage(kind);
            }

            return;
        }

        Require(type.IsSealed, $"{type} is neither sealed nor a struct.");
        Require(
            type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false),
            $"{type} has no [GenerateSerializer].");
        Require(type.IsDefined(typeof(AliasAttribute), inherit: false), $"{type} has no [Alias].");
        CheckMembers(type);
    }

    private void CheckMembers(Type type)
    {
        var ids = new HashSet<uint>();
        foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            var member = MemberOf(type, field);
            var id = member.GetCustomAttribute<IdAttribute>();
            Require(id is not null, $"{type}.{member.Name} has no [Id].");
            Require(id is null || ids.Add(id.Id), $"{type}.{member.Name} has the [Id] of another member.");
            CheckMessage(field.FieldType);
        }
    }

    private static MemberInfo MemberOf(Type type, FieldInfo field)
    {
        const BindingFlags All = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        var isBehindProperty = field.IsDefined(typeof(CompilerGeneratedAttribute)) && field.Name.StartsWith('<');
        return isBehindProperty
            ? type.GetProperty(field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)], All)
                ?? (MemberInfo)field
            : field;
    }

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            _faults.Add(otherwise);
        }
    }
}
