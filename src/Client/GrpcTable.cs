using System.Security.Cryptography;
using Grpc.Core;

namespace Orleans.TableService.Client;

/// <summary>A table over gRPC: every transaction is a call of its own.</summary>
internal sealed class GrpcTable(
    StreamInfo info,
    Wire.Tables.TablesClient tables,
    GrpcAdmin admin,
    Calls calls,
    TableServiceClientOptions options,
    TimeProvider time) : ITable
{
    private readonly UnaryCommit _commit = new(info, tables, calls);

    public StreamInfo Info => info;

    public ValueTask<TransactionOutcome> TryCommitAsync(
        TableTransaction transaction,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return HardLimits.Check(transaction) is { } fault
            ? new ValueTask<TransactionOutcome>(new TransactionOutcome(fault))
            : calls.CommitAsync(_commit.Attempt, transaction, cancellationToken);
    }

    public IAsyncEnumerable<ChangeBatch> WatchAsync(
        WatchRequest request,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var random = new Random(RandomNumberGenerator.GetInt32(int.MaxValue));
        return new ResumingWatch(info, tables, admin, calls, options, time, random)
            .RunAsync(request, cancellationToken);
    }
}
