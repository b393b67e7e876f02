namespace Orleans.TableService.Gateway;

/// <summary>
/// A result's message, used again and again: once a result is written, nothing holds on to its message.
/// </summary>
internal sealed class PipelineResultBuffer
{
    private readonly Wire.PutResult _put = new();

    /// <summary>The message.</summary>
    public Wire.PipelineResult Message { get; } = new();

    /// <summary>Begins the result of another operation.</summary>
    public void Begin(ulong id)
    {
        Message.Id = id;
        Message.Revision = 0;
    }

    /// <summary>Lets go of what became of the operation.</summary>
    public void Clear() => Message.ClearResult();

    /// <summary>Sets what became of the operation.</summary>
    public void Set(Wire.PipelineOperation.OperationOneofCase kind, in TransactionOutcome outcome)
    {
        if (!outcome.IsResult)
        {
            Message.Fault = FaultStatus.ToMessage(outcome.Fault);
            return;
        }

        Message.Revision = outcome.Result.Revision;
        if (kind == Wire.PipelineOperation.OperationOneofCase.Txn)
        {
            Message.Txn = ResultWriter.Write(outcome.Result);
        }
        else
        {
            Set(outcome.Result.Results[0]);
        }
    }

    private void Set(OperationResult result)
    {
        switch (result)
        {
            case PutResult { Previous: null } put:
                _put.Version = put.Version;
                Message.Put = _put;
                break;
            case PutResult put:
                Message.Put = ResultWriter.Write(put);
                break;
            case GetResult get:
                Message.Get = ResultWriter.Write(get);
                break;
            case DeleteResult delete:
                Message.Delete = ResultWriter.Write(delete);
                break;
            case IncrementResult increment:
                Message.Increment = ResultWriter.Write(increment);
                break;
            case RangeResult range:
                Message.Range = ResultWriter.Write(range);
                break;
            case DeleteRangeResult deleteRange:
                Message.DeleteRange = ResultWriter.Write(deleteRange);
                break;
        }
    }
}
