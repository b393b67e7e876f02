using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Orleans.TableService.Storage.Ranges.Evaluation;

namespace Orleans.TableService.Storage.Ranges;

/// <summary>
/// Takes a range's transactions in: answers at once those that need no step, and queues the others within the budget.
/// Safe for use by many threads.
/// </summary>
/// <param name="range">The range.</param>
/// <param name="budget">Room for what is queued.</param>
/// <param name="memory">Answers gets.</param>
/// <param name="writer">Does writes.</param>
/// <param name="reader">Does short reads.</param>
/// <param name="scanner">Does long reads.</param>
internal sealed class RangeIntake(
    RangeContext range,
    QueueBudget budget,
    MemoryReader memory,
    IRequestStep writer,
    IRequestStep reader,
    IRequestStep scanner)
{
    /// <summary>Takes transactions in; see <see cref="IRangeStore.Submit"/>.</summary>
    public void Submit(
        IReadOnlyList<TableTransaction> transactions,
        IOutcomeSink sink,
        CancellationToken cancellationToken)
    {
        var rented = ArrayPool<RangeRequest>.Shared.Rent(transactions.Count);
        var count = 0;
        long size = 0;
        for (var i = 0; i < transactions.Count; i++)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                sink.GiveUp(i);
            }
            else if (TryAnswer(transactions[i], out var outcome, out var request))
            {
                sink.Set(i, outcome);
            }
            else
            {
                request.AnswerTo(sink, i, cancellationToken);
                rented[count++] = request;
                size += request.SizeBytes;
            }
        }

        var requests = rented.AsSpan(0, count);
        Queue(TakeRoom(requests, size));
        requests.Clear();
        ArrayPool<RangeRequest>.Shared.Return(rented);
    }

    // One that cannot even be looked at must not leave the others of its batch without an answer.
    private bool TryAnswer(
        TableTransaction transaction,
        out TransactionOutcome outcome,
        [NotNullWhen(false)] out RangeRequest? request)
    {
        request = null;
        try
        {
            if (!TryAnswerAtOnce(transaction, out outcome, out var hash))
            {
                request = range.Engine.Requests.Rent();
                request.Begin(transaction, hash, budget);
            }
        }
#pragma warning disable CA1031 // Whatever fails here becomes the outcome.
        catch (Exception e)
#pragma warning restore CA1031
        {
            request = null;
            outcome = new TransactionOutcome(e is TableException known
                ? known.Fault
                : Faults.UnknownOutcome($"{e.GetType().Name}: {e.Message}"));
        }

        return request is null;
    }

    private bool TryAnswerAtOnce(TableTransaction transaction, out TransactionOutcome outcome, out long hash)
    {
        hash = 0;
        var fault = range.Refusal ?? TransactionCheck.Check(transaction, range.Engine.Limits);
        if (fault is null && !range.Descriptor.Owns(transaction.PKey.Span, out hash))
        {
            fault = Faults.StaleRouting(range.Descriptor.Id, range.Descriptor.MapVersion);
        }

        outcome = fault is null ? default : new TransactionOutcome(fault);
        return fault is not null || memory.TryAnswer(transaction, hash, out outcome);
    }

    // All at once, which is cheaper; when there is no room for all, each for itself.
    private Span<RangeRequest> TakeRoom(Span<RangeRequest> requests, long sizeBytes)
    {
        if (requests.IsEmpty || budget.TryTakeAll(sizeBytes))
        {
            return requests;
        }

        var count = 0;
        foreach (var request in requests)
        {
            if (budget.TryTake(request.SizeBytes))
            {
                requests[count++] = request;
            }
            else
            {
                request.Refuse(Faults.ResourceExhausted(
                    "queue", $"The queue of range {range.Descriptor.Id}, or of its silo, is full: try again later."));
            }
        }

        return requests[..count];
    }

    // In order, those of one step that follow each other together: callers send reads and writes apart.
    private void Queue(ReadOnlySpan<RangeRequest> requests)
    {
        while (!requests.IsEmpty)
        {
            var step = StepOf(requests[0].Transaction);
            var count = 1;
            while (count < requests.Length && StepOf(requests[count].Transaction) == step)
            {
                count++;
            }

            step.Submit(requests[..count]);
            requests = requests[count..];
        }
    }

    private IRequestStep StepOf(TableTransaction transaction) =>
        !ReadKind.IsRead(transaction) ? writer
        : ReadKind.IsLong(transaction) ? scanner
        : reader;
}
