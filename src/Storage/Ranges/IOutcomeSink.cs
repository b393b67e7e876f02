namespace Orleans.TableService.Storage.Ranges;

/// <summary>Learns the outcomes of transactions that were submitted together, each where it arises.</summary>
/// <remarks>
/// Called once for each transaction, on a thread of the range, of whoever cancels, or of whoever submits; for several
/// at the same time. An implementation notes what it is told: it must not throw, wait, or run what somebody else wrote.
/// </remarks>
public interface IOutcomeSink
{
    /// <summary>The transaction's outcome; the store does not read the transaction any more.</summary>
    /// <param name="index">Which of the transactions, from 0.</param>
    /// <param name="outcome">Its outcome.</param>
    void Set(int index, in TransactionOutcome outcome);

    /// <summary>
    /// The caller's token ended the wait: the transaction may be carried out, but its memory is the caller's again.
    /// </summary>
    /// <param name="index">Which of the transactions, from 0.</param>
    void GiveUp(int index);
}
