using System.Collections.Concurrent;

namespace Orleans.TableService.Client;

/// <summary>The places of a pipeline, and the operations that are not in use. Safe for use by many threads.</summary>
internal sealed class PendingOperations(int countMax)
{
    private readonly ConcurrentQueue<PendingOperation> _free = new();

    /// <summary>Places for operations without an outcome; one is taken for each before it is rented.</summary>
    public SemaphoreSlim Room { get; } = new(countMax, countMax);

    /// <summary>Where waits end.</summary>
    public Completions Completions { get; } = new();

    /// <summary>An operation that is not in use, begun.</summary>
    /// <inheritdoc cref="PendingOperation.Begin"/>
    public PendingOperation Rent(TableTransaction transaction, long submittedAt, IOperationAppeal? appeal = null)
    {
        var operation = _free.TryDequeue(out var free) ? free : new PendingOperation(this);
        operation.Begin(transaction, submittedAt, appeal);
        return operation;
    }

    /// <summary>Takes an operation back.</summary>
    public void Return(PendingOperation operation) => _free.Enqueue(operation);
}
