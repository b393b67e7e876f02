namespace Orleans.TableService.Storage.Ranges.Evaluation;

/// <summary>Where the evaluation of a transaction stands.</summary>
internal struct EvaluationStep
{
    /// <summary>The Lsn that the transaction's record gets if it changes anything.</summary>
    public required long Lsn { get; init; }

    /// <summary>Position of the operation in its list.</summary>
    public int Index { get; set; }

    /// <summary>Slot of the operation's key.</summary>
    public int Slot { get; set; }

    /// <summary>Bytes of the entries in the results so far.</summary>
    public long ResultSizeBytes { get; set; }
}
