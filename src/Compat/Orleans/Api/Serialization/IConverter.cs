namespace Orleans;

/// <summary>Lets a foreign type cross grain calls as a type of ours.</summary>
/// <typeparam name="TValue">The foreign type.</typeparam>
/// <typeparam name="TSurrogate">Ours, with [GenerateSerializer].</typeparam>
public interface IConverter<TValue, TSurrogate>
    where TSurrogate : struct
{
    /// <summary>Back to the foreign type.</summary>
    TValue ConvertFromSurrogate(in TSurrogate surrogate);

    /// <summary>To ours.</summary>
    TSurrogate ConvertToSurrogate(in TValue value);
}
