using System.Runtime.CompilerServices;
using Grpc.Core;

namespace Orleans.TableService.Client;

/// <summary>
/// A watch that outlives connections: when one is lost it goes on behind the last whole batch that it handed out, so
/// that nothing is missed or repeated.
/// </summary>
internal sealed class ResumingWatch(
    StreamInfo table,
    Wire.Tables.TablesClient tables,
    GrpcAdmin admin,
    Calls calls,
    TableServiceClientOptions options,
    TimeProvider time,
    Random random)
{
    private readonly WatchBackOff _backOff = new(calls, time, random);
    private long? _next;
    private bool _hasBegun;
    private long? _lostAt;

    public async IAsyncEnumerable<ChangeBatch> RunAsync(
        WatchRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _next = request.FromRevision;
        while (true)
        {
            using var call = tables.Watch(Write(request), cancellationToken: cancellationToken);
            var batches = new WatchMessages(call.ResponseStream);
            while (await TryMoveAsync(batches, cancellationToken).ConfigureAwait(false))
            {
                if (batches.Current is { } batch)
                {
                    yield return batch;
                }
            }

            await _backOff.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <returns><see langword="false"/> when the connection is lost and may come back.</returns>
    private async Task<bool> TryMoveAsync(WatchMessages batches, CancellationToken cancellationToken)
    {
        try
        {
            await batches.MoveAsync(cancellationToken).ConfigureAwait(false);
            if (batches.IsCreated && _hasBegun)
            {
                await ThrowIfReplacedAsync(cancellationToken).ConfigureAwait(false);
                batches.Skip();
            }

            _hasBegun = true;
            _lostAt = null;
            _backOff.Reset();
            _next = batches.Revision + 1;
            return true;
        }
        catch (RpcException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            GiveUpOrGoOn(calls.Faults.Of(exception, isRead: true));
        }
        catch (TableException exception)
        {
            GiveUpOrGoOn(exception.Fault);
        }

        return false;
    }

    private void GiveUpOrGoOn(Fault fault)
    {
        var now = time.GetTimestamp();
        _lostAt ??= now;
        if (!Calls.IsPassing(fault) || time.GetElapsedTime(_lostAt.Value, now) > options.WatchRetryFor)
        {
            throw fault.ToException();
        }
    }

    // Revisions of a table that took the name of a deleted one say nothing of where this watch stands.
    private async Task ThrowIfReplacedAsync(CancellationToken cancellationToken)
    {
        var found = await admin.GetStreamAsync(table.NamespaceName, table.Name, cancellationToken)
            .ConfigureAwait(false);
        if (found.Incarnation != table.Incarnation)
        {
            throw Faults.StreamNotFound(table.Name).ToException();
        }
    }

    private Wire.WatchRequest Write(WatchRequest request)
    {
        var written = new Wire.WatchRequest
        {
            Namespace = table.NamespaceName,
            Table = table.Name,
            PKey = TransactionWriter.Wrap(request.PKey),
            LKeys = TransactionWriter.Write(request.LKeys),
        };
        if (_next is { } next)
        {
            written.FromRevision = next;
        }

        return written;
    }
}
