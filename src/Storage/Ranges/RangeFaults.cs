namespace Orleans.TableService.Storage.Ranges;

/// <summary>The faults with which ranges stop.</summary>
internal static class RangeFaults
{
    public static Fault Fenced(RangeId range) =>
        Faults.RangeUnavailable(range, "it has a newer owner, or its journal failed; the request was not carried out.");

    public static Fault Replaced(RangeId range) => Faults.RangeUnavailable(range, "it was opened again.");

    public static Fault Deleted(RangeId range) => Faults.RangeUnavailable(range, "it is being removed.");

    public static Fault StoreFailed(RangeId range, string why) =>
        Faults.RangeUnavailable(range, $"the journal store failed ({why}); it is opened again.");

    /// <summary>What a failed append means for those of whom nothing was appended.</summary>
    public static Fault AppendFailed(RangeId range, Exception error) =>
        error is TableException { Fault.Code: FaultCode.RangeUnavailable or FaultCode.JournalCorrupted } known
            ? known.Fault
            : StoreFailed(range, error.Message);
}
