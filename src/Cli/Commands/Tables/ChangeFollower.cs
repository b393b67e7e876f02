namespace Orleans.TableService.Cli.Commands.Tables;

/// <summary>Follows a watch until it is interrupted, over restarts of the server.</summary>
internal sealed class ChangeFollower(ITable table, CliContext context)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>Shows every change once, in order; when the server was away, goes on behind the last batch.</summary>
    /// <returns>The exit code of an interruption, which is how a watch ends well.</returns>
    public async Task<int> FollowAsync(
        WatchRequest request,
        Action<TableChange> show,
        CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        while (true)
        {
            try
            {
                await foreach (var batch in table.WatchAsync(request, cancellationToken).ConfigureAwait(false))
                {
                    await ShowAsync(batch, show).ConfigureAwait(false);
                    request = request with { FromRevision = batch.Revision + 1 };
                    pause = FirstPause;
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return ExitCodes.Done;
            }
            catch (TableException exception) when (IsPassing(exception) && request.FromRevision.HasValue)
            {
                if (pause == FirstPause)
                {
                    var sentence = $"Waiting for the server: {exception.Message}";
                    await context.Error.WriteLineAsync(sentence).ConfigureAwait(false);
                }
            }

            if (!await PauseAsync(pause, cancellationToken).ConfigureAwait(false))
            {
                return ExitCodes.Done;
            }

            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task ShowAsync(ChangeBatch batch, Action<TableChange> show)
    {
        foreach (var change in batch.Changes)
        {
            show(change);
        }

        // A batch that is shown in part would be shown again: the interruption waits.
        await context.Output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private async Task<bool> PauseAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(pause, context.TimeProvider, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // A watch from "now" that has not begun cannot be resumed: it would miss what happens meanwhile.
    private static bool IsPassing(TableException exception) => exception.Code is FaultCode.Unavailable
        or FaultCode.RangeUnavailable
        or FaultCode.ResourceExhausted
        or FaultCode.StaleRouting;
}
