namespace Orleans.TableService.GrainContracts.Surrogates;

/// <summary>What crosses grains of a <see cref="TableTransaction"/>.</summary>
[GenerateSerializer, Alias("tableservice.TableTransactionSurrogate")]
internal struct TableTransactionSurrogate
{
    [Id(0)]
    public ReadOnlyMemory<byte> PKey;

    [Id(1)]
    public TableCompare[] Compares;

    [Id(2)]
    public TableOperation[] Success;

    [Id(3)]
    public TableOperation[] Failure;
}

/// <summary>Turns a <see cref="TableTransaction"/> into its surrogate and back.</summary>
[RegisterConverter]
internal sealed class TableTransactionConverter : IConverter<TableTransaction, TableTransactionSurrogate>
{
    public TableTransaction ConvertFromSurrogate(in TableTransactionSurrogate surrogate) => new()
    {
        PKey = surrogate.PKey,
        Compares = surrogate.Compares,
        Success = surrogate.Success,
        Failure = surrogate.Failure,
    };

    public TableTransactionSurrogate ConvertToSurrogate(in TableTransaction value) => new()
    {
        PKey = value.PKey,
        Compares = [.. value.Compares],
        Success = [.. value.Success],
        Failure = [.. value.Failure],
    };
}
