using System.Collections.Concurrent;
using System.Globalization;
using Orleans.Runtime;

namespace Orleans.TableService.Compat;

/// <inheritdoc/>
internal sealed class ReferenceFactory(SiloRuntime runtime) : IClusterClient
{
    private readonly ConcurrentDictionary<Type, ReferenceShape> _byInterface = new();
    private readonly ConcurrentDictionary<(Type Interface, GrainType GrainType), ReferenceShape> _byClass = new();

    public IServiceProvider ServiceProvider => runtime.Services;

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerKey
        => Get<TGrainInterface>(
            IdSpan.Create(primaryKey.ToString("X", CultureInfo.InvariantCulture)), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(primaryKey);
        return Get<TGrainInterface>(IdSpan.Create(primaryKey), grainClassNamePrefix);
    }

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable
        => (TGrainInterface)(object)Create(typeof(TGrainInterface), grainId);

    /// <summary>A reference to a grain of known class, as this interface.</summary>
    public GrainReference Create(Type interfaceType, GrainId grainId)
    {
        var shape = _byClass.GetOrAdd(
            (interfaceType, grainId.Type),
            key => ShapeOf(key.Interface, runtime.Manifest.ClassOf(key.GrainType)));
        return Bind(shape, grainId);
    }

    private static ReferenceShape ShapeOf(Type interfaceType, GrainClass grainClass)
    {
        if (!interfaceType.IsAssignableFrom(grainClass.Type))
        {
            throw new ArgumentException($"{grainClass.Type} does not implement {interfaceType}.");
        }

        var generated = ReferenceEmitter.For(interfaceType);
        return new ReferenceShape(grainClass, generated.Methods, generated.Create);
    }

    private TGrainInterface Get<TGrainInterface>(IdSpan key, string? classNamePrefix)
    {
        var shape = classNamePrefix is null && _byInterface.TryGetValue(typeof(TGrainInterface), out var known)
            ? known
            : Find(typeof(TGrainInterface), classNamePrefix);
        return (TGrainInterface)(object)Bind(shape, new GrainId(shape.Class.GrainType, key));
    }

    private ReferenceShape Find(Type interfaceType, string? classNamePrefix)
    {
        var shape = ShapeOf(interfaceType, runtime.Manifest.ClassFor(interfaceType, classNamePrefix));
        return classNamePrefix is null ? _byInterface.GetOrAdd(interfaceType, shape) : shape;
    }

    private GrainReference Bind(ReferenceShape shape, GrainId grainId)
    {
        var reference = shape.Create();
        reference.Bind(runtime, shape, grainId);
        return reference;
    }
}
