using System.Globalization;
using Orleans.Runtime;

namespace Orleans;

/// <summary>Reads identities from grains and references.</summary>
public static class GrainExtensions
{
    /// <summary>The id of a grain or of a reference to one.</summary>
    public static GrainId GetGrainId(this IAddressable grain)
    {
        ArgumentNullException.ThrowIfNull(grain);
        return grain switch
        {
            GrainReference reference => reference.GrainId,
            IGrainBase activation => activation.GrainContext.GrainId,
            _ => throw new ArgumentException($"{grain.GetType()} is neither a grain nor a reference.", nameof(grain)),
        };
    }

    /// <summary>The string key.</summary>
    public static string GetPrimaryKeyString(this IAddressable grain) => GetGrainId(grain).Key.ToString();

    /// <summary>The integer key.</summary>
    /// <exception cref="InvalidOperationException">The key is no integer.</exception>
    public static long GetPrimaryKeyLong(this IAddressable grain)
    {
        var id = GetGrainId(grain);
        var key = id.Key.ToString();
        return long.TryParse(key, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new InvalidOperationException($"The key of {id} is not an integer.");
    }

    /// <summary>The same grain seen through another of its interfaces.</summary>
    public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain)
    {
        ArgumentNullException.ThrowIfNull(grain);
        var reference = grain switch
        {
            GrainReference itself => itself,
            IGrainBase activation => activation.GrainContext.GrainReference,
            _ => throw new ArgumentException($"{grain.GetType()} is neither a grain nor a reference.", nameof(grain)),
        };
        return reference is TGrainInterface same
            ? same
            : (TGrainInterface)(object)reference.Runtime.Factory.Create(typeof(TGrainInterface), reference.GrainId);
    }

    /// <inheritdoc cref="AsReference{TGrainInterface}"/>
    public static TGrainInterface Cast<TGrainInterface>(this IAddressable grain)
        => grain.AsReference<TGrainInterface>();
}
