using Grpc.Core;

namespace Orleans.TableService.Benchmarks.Baselines;

/// <summary>Answers nothing with nothing.</summary>
internal sealed class EchoService : Echo.EchoBase
{
    private static readonly Task<Nothing> Answer = Task.FromResult(new Nothing());

    public override Task<Nothing> Call(Nothing request, ServerCallContext context) => Answer;
}
