using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.TableService.Compat;

namespace Orleans.TableService.Tests.Serialization;

[GenerateSerializer]
public sealed class Parcel
{
    [Id(0)]
    public string? Kept { get; set; }

    public string? Lost { get; set; }

    [Id(1)]
    public List<int> Numbers { get; init; } = [];

    [Id(2)]
    public Uri? Foreign { get; set; }

    [Id(3)]
    public Foreign? Converted { get; set; }

    [Id(4)]
    public Parcel? Inner { get; set; }
}

[GenerateSerializer, Immutable]
public sealed record Sealed([property: Id(0)] int Number, string Lost);

public sealed class Foreign(string hidden)
{
    public string Hidden => hidden;
}

[GenerateSerializer]
public struct ForeignSurrogate
{
    [Id(0)]
    public string Text { get; set; }
}

[RegisterConverter]
public sealed class ForeignConverter : IConverter<Foreign, ForeignSurrogate>
{
    public Foreign ConvertFromSurrogate(in ForeignSurrogate surrogate) => new(surrogate.Text);

    public ForeignSurrogate ConvertToSurrogate(in Foreign value) => new() { Text = value.Hidden };
}

public interface IParcelGrain : IGrainWithStringKey
{
    Task<Parcel> PassAsync(Parcel parcel);

    Task<Parcel> PassTrustedAsync([Immutable] Parcel parcel);

    Task<Sealed> PassSealedAsync(Sealed value);

    Task<object?> PassAnyAsync(object? value);
}

public sealed class ParcelGrain : Grain, IParcelGrain
{
    private Parcel? _last;

    public Task<Parcel> PassAsync(Parcel parcel)
    {
        parcel.Numbers.Add(1);
        _last = parcel;
        return Task.FromResult(parcel);
    }

    public Task<Parcel> PassTrustedAsync(Parcel parcel)
    {
        _last = parcel;
        parcel.Kept = "seen";
        return Task.FromResult(_last);
    }

    public Task<Sealed> PassSealedAsync(Sealed value) => Task.FromResult(value);

    public Task<object?> PassAnyAsync(object? value) => Task.FromResult(value);
}

public sealed class StrictModeTests
{
    [Fact]
    public async Task Strict_WhenAMessageIsNotImmutable_RebuildsItFromItsIds()
    {
        await using var silo = await StartAsync();
        var sent = new Parcel
        {
            Kept = "kept",
            Lost = "lost",
            Numbers = [7],
            Foreign = new("http://a/"),
            Converted = new("x"),
        };
        sent.Inner = sent;

        var back = await silo.Grains.GetGrain<IParcelGrain>("a").PassAsync(sent);

        Assert.Equal(("kept", null), (back.Kept, back.Lost));
        Assert.Equal([7, 1], back.Numbers);
        Assert.Equal([7], sent.Numbers);
        Assert.Equal(sent.Foreign, back.Foreign);
        Assert.Equal("x", back.Converted!.Hidden);
        Assert.NotSame(sent.Converted, back.Converted);
        Assert.Same(back, back.Inner);
    }

    [Fact]
    public async Task Strict_WhenTheParameterIsImmutable_PassesTheArgumentButRebuildsTheReply()
    {
        await using var silo = await StartAsync();
        var sent = new Parcel { Lost = "lost" };

        var back = await silo.Grains.GetGrain<IParcelGrain>("a").PassTrustedAsync(sent);

        Assert.Equal("seen", sent.Kept);
        Assert.NotSame(sent, back);
        Assert.Null(back.Lost);
    }

    [Fact]
    public async Task Strict_WhenTheTypeIsImmutable_PassesTheSameObject()
    {
        await using var silo = await StartAsync();
        var value = new Sealed(1, "kept here");

        Assert.Same(value, await silo.Grains.GetGrain<IParcelGrain>("a").PassSealedAsync(value));
    }

    [Fact]
    public void Complete_WhenTheTypeIsImmutable_RebuildsItAllTheSame()
        => Assert.Equal(new Sealed(1, null!), MessageCopier.Complete.Copy(new Sealed(1, "lost")));

    [Fact]
    public async Task Strict_WhenATypeCannotCross_NamesIt()
    {
        await using var silo = await StartAsync();

        var exception = await Assert.ThrowsAsync<NotSupportedException>(
            () => silo.Grains.GetGrain<IParcelGrain>("a").PassAnyAsync(new StrictModeTests()));

        Assert.Contains(nameof(StrictModeTests), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Strict_WhenCollectionsCross_CopiesThemDeeply()
    {
        await using var silo = await StartAsync();
        var grain = silo.Grains.GetGrain<IParcelGrain>("a");
        var parcel = new Parcel { Kept = "k" };
        object?[] values =
        [
            new[] { parcel }, new List<Parcel> { parcel }, new Dictionary<string, Parcel> { ["a"] = parcel },
            (1, parcel), System.Collections.Immutable.ImmutableArray.Create(parcel), new HashSet<int> { 1, 2 },
            new byte[] { 1, 2 }, new ReadOnlyMemory<byte>([1, 2]), null, 5, "text",
        ];

        foreach (var value in values)
        {
            var back = await grain.PassAnyAsync(value);
            Assert.Equal(value?.GetType(), back?.GetType());
        }

        var list = (List<Parcel>)(await grain.PassAnyAsync(values[1]))!;
        Assert.NotSame(parcel, list[0]);
        Assert.Equal("k", list[0].Kept);
    }

    private static Task<TestSilo> StartAsync()
        => TestSilo.StartAsync(builder => builder.Configure<StrictModeOptions>(options => options.Enabled = true));
}
