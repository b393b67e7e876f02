using System.Reflection;

namespace Orleans.TableService.Compat;

/// <summary>Finds what of a type crosses calls.</summary>
internal static class MessageMembers
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic
        | BindingFlags.DeclaredOnly;

    /// <summary>Fields, and the fields behind properties, that have an id, of the type and its bases.</summary>
    public static (FieldInfo Field, bool IsImmutable)[] FieldsWithId(Type type)
    {
        var found = new List<(FieldInfo, bool)>();
        for (var level = type; level is not null && level != typeof(object); level = level.BaseType)
        {
            found.AddRange(level.GetFields(Declared)
                .Where(field => field.IsDefined(typeof(IdAttribute)))
                .Select(field => (field, field.IsDefined(typeof(ImmutableAttribute)))));
            found.AddRange(level.GetProperties(Declared)
                .Where(property => property.IsDefined(typeof(IdAttribute)) || ParameterHasId(level, property))
                .Select(property => (FieldBehind(property), property.IsDefined(typeof(ImmutableAttribute)))));
        }

        return [.. found];
    }

    // A positional record may carry the id on the parameter.
    private static bool ParameterHasId(Type type, PropertyInfo property)
        => type.GetConstructors(Declared).SelectMany(constructor => constructor.GetParameters())
            .Any(parameter => parameter.Name == property.Name && parameter.IsDefined(typeof(IdAttribute)));

    private static FieldInfo FieldBehind(PropertyInfo property)
        => property.DeclaringType!.GetField($"<{property.Name}>k__BackingField", Declared)
            ?? throw new NotSupportedException(
                $"{property.DeclaringType}.{property.Name} has an id and no field of its own.");
}
