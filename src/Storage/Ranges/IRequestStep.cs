namespace Orleans.TableService.Storage.Ranges;

/// <summary>Carries out a range's requests of one kind, a batch in a step.</summary>
internal interface IRequestStep
{
    /// <summary>Queues requests for which room was taken, in order. Safe for use by many threads.</summary>
    /// <remarks>They must not be touched afterwards: they may be answered already.</remarks>
    void Submit(ReadOnlySpan<RangeRequest> requests);
}
