namespace Orleans.TableService.GrainContracts.Surrogates;

/// <summary>What crosses grains of a <see cref="NamespaceInfo"/>.</summary>
[GenerateSerializer, Alias("tableservice.NamespaceInfoSurrogate")]
internal struct NamespaceInfoSurrogate
{
    [Id(0)]
    public long Id;

    [Id(1)]
    public string Name;

    [Id(2)]
    public DateTimeOffset CreatedAt;
}

/// <summary>Turns a <see cref="NamespaceInfo"/> into its surrogate and back.</summary>
[RegisterConverter]
internal sealed class NamespaceInfoConverter : IConverter<NamespaceInfo, NamespaceInfoSurrogate>
{
    public NamespaceInfo ConvertFromSurrogate(in NamespaceInfoSurrogate surrogate) =>
        new(surrogate.Id, surrogate.Name, surrogate.CreatedAt);

    public NamespaceInfoSurrogate ConvertToSurrogate(in NamespaceInfo value) => new()
    {
        Id = value.Id,
        Name = value.Name,
        CreatedAt = value.CreatedAt,
    };
}
