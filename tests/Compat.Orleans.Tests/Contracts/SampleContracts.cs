#pragma warning disable CA1044, CA1045, CA1068, CA1823, CS0169, CS0649, IDE0044, IDE0051 // Broken on purpose.

namespace Orleans.TableService.Tests.Contracts;

public interface IBadGrain : IGrainWithStringKey
{
    string Name { get; }

    void Plain();

    [Alias("same")]
    Task Refs(ref int value);

    [Alias("same")]
    Task Early(CancellationToken cancellationToken, int value);

    Task Several(CancellationToken first, CancellationToken second);

    Task<IReadOnlyList<BadMessage>> Get();
}

public class BadMessage
{
    private int _hidden;

    public string? Text { get; set; }

    [Id(1)]
    public int First { get; set; }

    [Id(1)]
    public int Second { get; set; }
}

[Alias("test.IGoodGrain")]
public interface IGoodGrain : IGrainWithStringKey
{
    [Alias("get")]
    IAsyncEnumerable<GoodMessage> Get(GoodMessage[] messages, CancellationToken cancellationToken);
}

[GenerateSerializer, Immutable, Alias("test.GoodMessage")]
public sealed record GoodMessage([property: Id(0)] string Text, [property: Id(1)] ReadOnlyMemory<byte> Bytes)
{
    public int Length => Text.Length;
}
