using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Orleans.TableService.Compat;

/// <summary>
/// Rebuilds messages as crossing a process border would: from their members with an id, and nothing else.
/// </summary>
/// <remarks>Thread-safe. Slow, and meant for tests.</remarks>
public sealed class MessageCopier
{
    private readonly ConcurrentDictionary<Type, ValueCopy> _copies = new();
    private readonly bool _copiesImmutable;

    private MessageCopier(bool copiesImmutable) => _copiesImmutable = copiesImmutable;

    internal delegate object ValueCopy(object value, Dictionary<object, object> seen);

    /// <summary>Lets immutable values pass, as a call within one process does.</summary>
    public static MessageCopier Strict { get; } = new(copiesImmutable: false);

    /// <summary>Rebuilds immutable values too, as a call between processes does.</summary>
    public static MessageCopier Complete { get; } = new(copiesImmutable: true);

    /// <summary>A copy that shares nothing changeable with <paramref name="value"/>.</summary>
    /// <exception cref="NotSupportedException">Something in it could not cross; the message names its type.</exception>
    public T Copy<T>(T value)
        => value is null ? value : (T)CopyObject(value, new(ReferenceEqualityComparer.Instance))!;

    internal object? CopyObject(object? value, Dictionary<object, object> seen)
    {
        if (value is null)
        {
            return null;
        }

        var type = value.GetType();
        if (!type.IsValueType && seen.TryGetValue(value, out var known))
        {
            return known;
        }

        var copy = _copies.GetOrAdd(type, Plan)(value, seen);
        if (!type.IsValueType)
        {
            seen[value] = copy;
        }

        return copy;
    }

    private ValueCopy Plan(Type type)
    {
        if (KnownTypes.PassUnchanged(type) || (!_copiesImmutable && type.IsDefined(typeof(ImmutableAttribute))))
        {
            return static (value, _) => value;
        }

        if (Converters.Find(type) is { } converter)
        {
            return (value, seen) => converter.Back(Complete.CopyObject(converter.Forth(value), seen)!);
        }

        return CollectionCopies.Find(type, this)
            ?? (type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false) ? PlanMembers(type) : null)
            ?? throw new NotSupportedException(
                $"{type} cannot cross a grain call: it has neither [GenerateSerializer] nor a [RegisterConverter].");
    }

    private ValueCopy PlanMembers(Type type)
    {
        var fields = MessageMembers.FieldsWithId(type);
        return (value, seen) =>
        {
            var copy = RuntimeHelpers.GetUninitializedObject(type);
            if (!type.IsValueType)
            {
                seen[value] = copy;
            }

            foreach (var (field, isImmutable) in fields)
            {
                var member = field.GetValue(value);
                field.SetValue(copy, isImmutable && !_copiesImmutable ? member : CopyObject(member, seen));
            }

            return copy;
        };
    }
}
