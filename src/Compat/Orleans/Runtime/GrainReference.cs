using Orleans.TableService.Compat;

namespace Orleans.Runtime;

/// <summary>Addresses one grain; its derived classes, made at run time, implement the grain's interfaces.</summary>
public abstract class GrainReference : IAddressable, IEquatable<GrainReference>
{
    private Activation? _activation;

    private protected GrainReference()
    {
    }

    /// <summary>The grain's id.</summary>
    public GrainId GrainId { get; private set; }

    internal SiloRuntime Runtime { get; private set; } = null!;

    internal ReferenceShape Shape { get; private set; } = null!;

    /// <inheritdoc/>
    public bool Equals(GrainReference? other) => other is not null && GrainId == other.GrainId;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    /// <inheritdoc/>
    public override int GetHashCode() => GrainId.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => $"GrainReference:{GrainId}";

    internal void Bind(SiloRuntime runtime, ReferenceShape shape, GrainId grainId)
    {
        Runtime = runtime;
        Shape = shape;
        GrainId = grainId;
    }

    internal Task<TResult> Send<TResult>(
        GrainRequest<TResult> request, int method, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<TResult>(cancellationToken);
        }

        request.Method = Shape.Methods[method];
        if (Runtime.Copier is { } copier)
        {
            try
            {
                request.CopyArguments(copier);
            }
            catch (NotSupportedException exception)
            {
                return Task.FromException<TResult>(exception);
            }
        }

        if (cancellationToken.CanBeCanceled)
        {
            request.GiveUpOn(cancellationToken);
        }

        Deliver(request);
        if (request.Method.IsOneWay)
        {
            return Task.FromResult<TResult>(default!);
        }

        if (!request.Task.IsCompleted)
        {
            Runtime.Pending.Track(request);
        }

        return request.Task;
    }

    internal IAsyncEnumerable<T> Enumerate<T>(EnumerationRequest<T> request, int method)
    {
        request.Method = Shape.Methods[method];
        if (Runtime.Copier is { } copier)
        {
            request.CopyArguments(copier);
        }

        return new GrainEnumerable<T>(this, request);
    }

    internal void Deliver(IGrainRequest request)
    {
        if (_activation is not { } activation || !activation.TryAccept(request))
        {
            _activation = Runtime.Deliver(request, Shape.Class, GrainId);
        }
    }
}
