using Case = Orleans.TableService.Protocol.V1.PipelineOperation.OperationOneofCase;

namespace Orleans.TableService.Gateway;

/// <summary>Operations of pipelines from the wire.</summary>
internal static class PipelineOperations
{
    private static readonly string[] Names =
        [.. Enumerable.Range(0, (int)Enum.GetValues<Case>().Max() + 1).Select(number => NameOf((Case)number))];

    /// <returns><see langword="null"/>, and the fault, when something is missing or unknown.</returns>
    public static TableTransaction? Read(Wire.PipelineOperation operation, out Fault? fault)
    {
        var pKey = operation.PKey.Memory;
        fault = null;
        switch (operation.OperationCase)
        {
            case Case.Put:
                return TableTransaction.Of(pKey, OperationReader.Read(operation.Put, pKey));
            case Case.Get:
                return TableTransaction.Of(pKey, OperationReader.Read(operation.Get, pKey));
            case Case.Delete:
                return TableTransaction.Of(pKey, OperationReader.Read(operation.Delete, pKey));
            case Case.Increment:
                return TableTransaction.Of(pKey, OperationReader.Read(operation.Increment, pKey));
            case Case.Range:
                return TableTransaction.Of(pKey, OperationReader.Read(operation.Range));
            case Case.DeleteRange when OperationReader.Read(operation.DeleteRange) is { } deleteRange:
                return TableTransaction.Of(pKey, deleteRange);
            case Case.DeleteRange:
                fault = OperationReader.Missing("delete_range.l_keys");
                return null;
            case Case.Txn:
                return OperationReader.Read(operation.Txn, operation.PKey, out fault);
            default:
                fault = OperationReader.Missing("operation");
                return null;
        }
    }

    /// <summary>Whether the result may carry entries, so that its size cannot be told from the operation.</summary>
    public static bool ReturnsEntries(Wire.PipelineOperation operation) => operation.OperationCase switch
    {
        Case.Put => operation.Put.ReturnPrevious,
        Case.Delete => operation.Delete.ReturnPrevious,
        Case.DeleteRange => operation.DeleteRange.ReturnPrevious,
        _ => ReturnsEntries(operation.OperationCase),
    };

    /// <summary>Whether results of this kind usually carry entries.</summary>
    public static bool ReturnsEntries(Case kind) => kind is Case.Get or Case.Range or Case.Txn;

    /// <summary>Counts an operation that came to its end, if somebody listens.</summary>
    public static void Count(Case kind, TransactionOutcome outcome)
    {
        if (GatewayTelemetry.PipelineOperations.Enabled)
        {
            var status = outcome.IsResult ? StatusNames.Ok : StatusNames.Of(FaultStatus.CodeOf(outcome.Fault.Code));
            GatewayTelemetry.PipelineOperations.Add(
                1, new("operation", Names[(int)kind]), new("status", status));
        }
    }

    private static string NameOf(Case kind) => kind != Case.None && Enum.IsDefined(kind) ? kind.ToString() : "none";
}
