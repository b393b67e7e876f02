using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Orleans.TableService.Compat;

#pragma warning disable CA1859 // The copies are bound as delegates that return objects.

/// <summary>Copies the collections of the base library that may be part of messages.</summary>
internal static class CollectionCopies
{
    private static readonly Type[] FieldwiseCopied =
    [
        typeof(KeyValuePair<,>), typeof(ValueTuple<>), typeof(ValueTuple<,>), typeof(ValueTuple<,,>),
        typeof(ValueTuple<,,,>), typeof(ValueTuple<,,,,>), typeof(Tuple<>), typeof(Tuple<,>), typeof(Tuple<,,>),
        typeof(EnumerationBatch<>),
    ];

    public static MessageCopier.ValueCopy? Find(Type type, MessageCopier copier)
    {
        if (type.IsArray)
        {
            return (value, seen) => CopyArray((Array)value, copier, seen);
        }

        if (!type.IsGenericType)
        {
            return null;
        }

        var definition = type.GetGenericTypeDefinition();
        if (FieldwiseCopied.Contains(definition))
        {
            return PlanFields(type, copier);
        }

        var copy = definition switch
        {
            _ when definition == typeof(List<>) => nameof(CopyList),
            _ when definition == typeof(HashSet<>) => nameof(CopySet),
            _ when definition == typeof(Dictionary<,>) => nameof(CopyDictionary),
            _ when definition == typeof(ImmutableArray<>) => nameof(CopyImmutableArray),
            _ when definition == typeof(Memory<>) => nameof(CopyMemory),
            _ when definition == typeof(ReadOnlyMemory<>) => nameof(CopyReadOnlyMemory),
            _ => null,
        };
        return copy is null ? null : Bind(copy, type, copier);
    }

    private static MessageCopier.ValueCopy Bind(string name, Type type, MessageCopier copier)
    {
        var typed = typeof(CollectionCopies).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type.GetGenericArguments())
            .CreateDelegate<Func<object, MessageCopier, Dictionary<object, object>, object>>();
        return (value, seen) => typed(value, copier, seen);
    }

    private static MessageCopier.ValueCopy PlanFields(Type type, MessageCopier copier)
    {
        var fields = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        return (value, seen) =>
        {
            var copy = RuntimeHelpers.GetUninitializedObject(type);
            foreach (var field in fields)
            {
                field.SetValue(copy, copier.CopyObject(field.GetValue(value), seen));
            }

            return copy;
        };
    }

    private static Array CopyArray(Array source, MessageCopier copier, Dictionary<object, object> seen)
    {
        if (source.Rank != 1)
        {
            throw new NotSupportedException(
                $"{source.GetType()} cannot cross a grain call here: it has several ranks.");
        }

        var copy = (Array)source.Clone();
        seen[source] = copy;
        if (!KnownTypes.PassUnchanged(source.GetType().GetElementType()!))
        {
            for (var i = 0; i < copy.Length; i++)
            {
                copy.SetValue(copier.CopyObject(source.GetValue(i), seen), i);
            }
        }

        return copy;
    }

    private static object CopyList<T>(object value, MessageCopier copier, Dictionary<object, object> seen)
        => ((List<T>)value).ConvertAll(item => (T)copier.CopyObject(item, seen)!);

    private static object CopySet<T>(object value, MessageCopier copier, Dictionary<object, object> seen)
    {
        var source = (HashSet<T>)value;
        return new HashSet<T>(source.Select(item => (T)copier.CopyObject(item, seen)!), source.Comparer);
    }

    private static object CopyDictionary<TKey, TValue>(
        object value, MessageCopier copier, Dictionary<object, object> seen)
        where TKey : notnull
    {
        var source = (Dictionary<TKey, TValue>)value;
        var copy = new Dictionary<TKey, TValue>(source.Count, source.Comparer);
        foreach (var (key, item) in source)
        {
            copy.Add((TKey)copier.CopyObject(key, seen)!, (TValue)copier.CopyObject(item, seen)!);
        }

        return copy;
    }

    private static object CopyImmutableArray<T>(object value, MessageCopier copier, Dictionary<object, object> seen)
    {
        var source = (ImmutableArray<T>)value;
        return source.IsDefault
            ? source
            : ImmutableArray.CreateRange(source.Select(item => (T)copier.CopyObject(item, seen)!));
    }

    private static object CopyMemory<T>(object value, MessageCopier copier, Dictionary<object, object> seen)
        => new Memory<T>((T[])copier.CopyObject(((Memory<T>)value).ToArray(), seen)!);

    private static object CopyReadOnlyMemory<T>(object value, MessageCopier copier, Dictionary<object, object> seen)
        => new ReadOnlyMemory<T>((T[])copier.CopyObject(((ReadOnlyMemory<T>)value).ToArray(), seen)!);
}
