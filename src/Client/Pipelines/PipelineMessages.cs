using Case = Orleans.TableService.Protocol.V1.PipelineResult.ResultOneofCase;

namespace Orleans.TableService.Client;

/// <summary>Operations of pipelines to the wire, and their results from it.</summary>
internal static class PipelineMessages
{
    public static Wire.PipelineOperation Write(ulong id, TableTransaction transaction)
    {
        var written = new Wire.PipelineOperation { Id = id, PKey = TransactionWriter.Wrap(transaction.PKey) };
        switch (TransactionWriter.SingleOf(transaction))
        {
            case PutOperation put:
                written.Put = TransactionWriter.Write(put, transaction.PKey);
                break;
            case GetOperation get:
                written.Get = TransactionWriter.Write(get, transaction.PKey);
                break;
            case DeleteOperation delete:
                written.Delete = TransactionWriter.Write(delete, transaction.PKey);
                break;
            case IncrementOperation increment:
                written.Increment = TransactionWriter.Write(increment, transaction.PKey);
                break;
            case RangeOperation range:
                written.Range = TransactionWriter.Write(range);
                break;
            case DeleteRangeOperation range:
                written.DeleteRange = TransactionWriter.Write(range);
                break;
            default:
                written.Txn = TransactionWriter.Write(transaction);
                break;
        }

        return written;
    }

    /// <summary>The outcome that a result states; one that cannot be read is a fault.</summary>
    public static TransactionOutcome ReadOutcome(Wire.PipelineResult result)
    {
        try
        {
            return Read(result);
        }
        catch (TableException exception)
        {
            return new TransactionOutcome(exception.Fault);
        }
    }

    private static TransactionOutcome Read(Wire.PipelineResult result) => result.ResultCase switch
    {
        Case.Put => Single(result, ResultReader.Read(result.Put)),
        Case.Get => Single(result, ResultReader.Read(result.Get)),
        Case.Delete => Single(result, ResultReader.Read(result.Delete)),
        Case.Increment => Single(result, ResultReader.Read(result.Increment)),
        Case.Range => Single(result, ResultReader.Read(result.Range)),
        Case.DeleteRange => Single(result, ResultReader.Read(result.DeleteRange)),
        Case.Txn => new TransactionOutcome(ResultReader.Read(result.Revision, result.Txn)),
        Case.Fault => new TransactionOutcome(RpcFaults.OfOperation(result.Fault)),
        _ => new TransactionOutcome(Faults.Internal("The server sent a result of no known kind.")),
    };

    private static TransactionOutcome Single(Wire.PipelineResult result, OperationResult operation) =>
        new(ResultReader.Single(result.Revision, operation));
}
