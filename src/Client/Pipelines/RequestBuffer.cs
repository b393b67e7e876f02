using Google.Protobuf;
using Case = Orleans.TableService.Protocol.V1.PipelineOperation.OperationOneofCase;

namespace Orleans.TableService.Client;

/// <summary>
/// The message that a sender fills again and again. Once it is sent nothing holds on to the messages of puts in it: the
/// next puts are written into them.
/// </summary>
internal sealed class RequestBuffer(StreamInfo table)
{
    private const int KeptMax = 4096;

    private readonly Stack<Wire.PipelineOperation> _free = new();

    /// <summary>The message.</summary>
    public Wire.PipelineRequest Message { get; } = new() { Namespace = table.NamespaceName, Table = table.Name };

    /// <summary>Adds an operation.</summary>
    public void Add(ulong id, TableTransaction transaction)
    {
        if (TransactionWriter.SingleOf(transaction) is PutOperation put && _free.TryPop(out var free))
        {
            free.Id = id;
            free.PKey = TransactionWriter.Wrap(transaction.PKey);
            TransactionWriter.Fill(free.Put, put, transaction.PKey);
            Message.Operations.Add(free);
        }
        else
        {
            Message.Operations.Add(PipelineMessages.Write(id, transaction));
        }
    }

    /// <summary>Empties the message; nobody sends it any more.</summary>
    public void Clear()
    {
        foreach (var operation in Message.Operations)
        {
            if (operation.OperationCase == Case.Put && _free.Count < KeptMax)
            {
                Clear(operation.Put);
                operation.PKey = ByteString.Empty;
                _free.Push(operation);
            }
        }

        Message.Operations.Clear();
    }

    private static void Clear(Wire.Put put)
    {
        put.ClearLKey();
        put.ClearExpectedVersion();
        put.ClearExpectedRevision();
        put.Value = ByteString.Empty;
        put.ReturnPrevious = false;
    }
}
