using System.Collections.Concurrent;
using System.Reflection;

namespace Orleans.TableService.Compat;

/// <summary>The registered converters of the process, by the foreign type.</summary>
internal static class Converters
{
    private static readonly MethodInfo MakeTyped =
        typeof(Converters).GetMethod(nameof(Make), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static readonly ConcurrentDictionary<Type, TypeConverter?> Cache = new();

    public static TypeConverter? Find(Type type) => Cache.GetOrAdd(type, Search);

    private static TypeConverter? Search(Type type)
    {
        foreach (var candidate in AppDomain.CurrentDomain.GetAssemblies()
            .Where(assembly => !assembly.IsDynamic).SelectMany(AssemblyScan.TypesOf)
            .Where(candidate => candidate.IsDefined(typeof(RegisterConverterAttribute))))
        {
            var contract = candidate.GetInterfaces().FirstOrDefault(item => item.IsGenericType
                && item.GetGenericTypeDefinition() == typeof(IConverter<,>)
                && item.GetGenericArguments()[0] == type);
            if (contract is not null)
            {
                return (TypeConverter)MakeTyped.MakeGenericMethod(contract.GetGenericArguments())
                    .Invoke(null, [Activator.CreateInstance(candidate, nonPublic: true)])!;
            }
        }

        return null;
    }

    private static TypeConverter Make<TValue, TSurrogate>(IConverter<TValue, TSurrogate> converter)
        where TSurrogate : struct
        => new(
            value => converter.ConvertToSurrogate((TValue)value),
            surrogate => converter.ConvertFromSurrogate((TSurrogate)surrogate)!);
}

/// <summary>A converter without its types.</summary>
internal sealed record TypeConverter(Func<object, object> Forth, Func<object, object> Back);
