namespace Orleans.TableService.Client.Orleans.Calls;

/// <summary>A transaction that travels with others, until who waits for it is told.</summary>
/// <param name="Gatherer">Sends it, and counts it as under way until its end.</param>
/// <param name="Transaction">What to carry out.</param>
/// <param name="Receiver">Who is told the outcome.</param>
/// <param name="Appeal">Has the last word on it; without one failures are told as such.</param>
/// <param name="CancellationToken">Once it is cancelled, it is not sent or not sent again.</param>
internal readonly record struct GatheredCommit(
    CommitGatherer Gatherer,
    TableTransaction Transaction,
    IOutcomeReceiver Receiver,
    ICommitAppeal? Appeal,
    CancellationToken CancellationToken)
{
    /// <summary>Ends it, if its caller gave up before it was sent; then it must not be touched any more.</summary>
    /// <returns>Whether it has come to its end.</returns>
    public bool EndIfGivenUp()
    {
        if (Awaited is { IsGivenUp: true } givenUp)
        {
            givenUp.Drop();
            return true;
        }

        if (IsCancelled)
        {
            End(new OperationCanceledException(CancellationToken));
            return true;
        }

        return false;
    }

    /// <summary>Takes an outcome: it is told unless the appeal sends the transaction again.</summary>
    public void Complete(in TransactionOutcome outcome)
    {
        if (Appeal is null || Appeal.IsFinal(outcome))
        {
            End(outcome);
        }
        else if (IsCancelled)
        {
            End(new OperationCanceledException(CancellationToken));
        }
        else
        {
            _ = Receiver.FollowAsync(SendAgainAsync(Appeal, outcome.Fault!));
        }
    }

    /// <summary>Takes what kept its batch from an outcome.</summary>
    public void Fail(Exception error)
    {
        if (Appeal is null)
        {
            End(error);
        }
        else
        {
            Complete(new TransactionOutcome(GrainCallFaults.OfWrite(error)));
        }
    }

    // The wait of a caller who awaits the outcome.
    private PendingCommit? Awaited => Receiver as PendingCommit;

    private bool IsCancelled => CancellationToken.IsCancellationRequested;

    private async ValueTask<TransactionOutcome> SendAgainAsync(ICommitAppeal appeal, Fault fault)
    {
        try
        {
            return await appeal.SendAgainAsync(Transaction, fault, CancellationToken).ConfigureAwait(false);
        }
        finally
        {
            LeaveIfTold();
        }
    }

    private void End(in TransactionOutcome outcome)
    {
        LeaveIfTold();
        Receiver.Tell(outcome);
    }

    private void End(Exception error)
    {
        LeaveIfTold();
        Receiver.Tell(error);
    }

    // Who awaits is under way until he goes on: what he sends then is not alone.
    private void LeaveIfTold()
    {
        if (Awaited is null)
        {
            Gatherer.Leave();
        }
    }
}
