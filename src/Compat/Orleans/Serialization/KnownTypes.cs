using System.Net;
using System.Numerics;
using Orleans.Runtime;

namespace Orleans.TableService.Compat;

/// <summary>Types whose values need no copy, because nobody can change them or by convention nobody does.</summary>
internal static class KnownTypes
{
    private static readonly HashSet<Type> Unchanging =
    [
        typeof(string), typeof(decimal), typeof(DateTime), typeof(DateTimeOffset), typeof(TimeSpan), typeof(DateOnly),
        typeof(TimeOnly), typeof(Guid), typeof(Uri), typeof(Version), typeof(BigInteger), typeof(Int128),
        typeof(UInt128), typeof(IPAddress), typeof(IPEndPoint), typeof(CancellationToken), typeof(NoResult),
        typeof(GrainId), typeof(GrainType), typeof(IdSpan), typeof(ReadOnlyMemory<byte>), typeof(object),
    ];

    public static bool PassUnchanged(Type type)
        => type.IsPrimitive || type.IsEnum || Unchanging.Contains(type)
            || typeof(Exception).IsAssignableFrom(type) || typeof(Type).IsAssignableFrom(type)
            || typeof(IAddressable).IsAssignableFrom(type);
}
