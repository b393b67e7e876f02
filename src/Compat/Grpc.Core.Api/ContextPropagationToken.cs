namespace Grpc.Core;

/// <summary>Stands for a call that another one is made for.</summary>
public abstract class ContextPropagationToken
{
    private protected ContextPropagationToken()
    {
    }
}
