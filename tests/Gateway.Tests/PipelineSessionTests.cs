using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.Gateway.Tests;

public sealed class PipelineSessionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Run_WhenTheClientIsGoneAndAnOutcomeNeverComes_Ends()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var never = new TaskCompletionSource<TransactionOutcome>();
        var service = new ScriptedService
        {
            Commit = (_, _) =>
            {
                started.TrySetResult();
                return new(never.Task);
            },
        };
        var options = new TableGatewayOptions();
        var committer = new Committer(
            new TableCache(service, Options.Create(options)),
            Options.Create(new TableLimits()),
            NullLogger<Committer>.Instance);
        using var gone = new CancellationTokenSource();
        var session = new PipelineSession(committer, options, new Replies(), TimeProvider.System, gone.Token);

        var running = session.RunAsync(new Requests(), gone.Token);
        await started.Task.WaitAsync(Patience);
        Assert.False(running.IsCompleted);
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(Patience));

        // Nobody is harmed by the outcome, should it come all the same.
        never.SetResult(ScriptedService.PutDone());
    }

    /// <summary>One put, and then nothing until the client is gone.</summary>
    private sealed class Requests : IAsyncStreamReader<Wire.PipelineRequest>
    {
        private bool _isRead;

        public Wire.PipelineRequest Current { get; } = new()
        {
            Table = "t",
            Operations = { new Wire.PipelineOperation { Id = 1, Put = new() } },
        };

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (_isRead)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }

            return _isRead = true;
        }
    }

    private sealed class Replies : IServerStreamWriter<Wire.PipelineReply>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(Wire.PipelineReply message) => Task.CompletedTask;
    }
}
