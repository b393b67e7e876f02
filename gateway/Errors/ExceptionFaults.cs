namespace Orleans.TableService.Gateway;

/// <summary>What a client is told of an exception.</summary>
internal static class ExceptionFaults
{
    /// <summary>The fault of an exception that is not the caller's own cancellation; a defect is logged.</summary>
    public static Fault Of(Exception exception, ILogger logger)
    {
        if (exception is TableException known)
        {
            return known.Fault;
        }

        logger.CallFailed(exception);
        return Faults.Internal(
            "The call failed by a defect of the server; a write may have happened: see the server's log.");
    }
}
