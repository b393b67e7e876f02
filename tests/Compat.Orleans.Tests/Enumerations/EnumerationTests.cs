using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.Tests.Enumerations;

public sealed class EnumerationTests : IAsyncLifetime
{
    private readonly Stage _stage = new();
    private readonly ManualTimeProvider _time = new();
    private TestSilo _silo = null!;

    public async Task InitializeAsync()
        => _silo = await TestSilo.StartAsync(builder => builder.Services.AddSingleton(_stage), _time);

    public async Task DisposeAsync() => await _silo.DisposeAsync();

    [Theory]
    [InlineData(0, 100)]
    [InlineData(1, 1)]
    [InlineData(1000, 100)]
    [InlineData(1000, 3)]
    public async Task Enumerate_WhenPulled_YieldsAllInOrder(int count, int batchSize)
    {
        var all = new List<int>();
        await foreach (var item in Grain().CountAsync(count).WithBatchSize(batchSize))
        {
            all.Add(item);
        }

        Assert.Equal(Enumerable.Range(0, count), all);
        Assert.Equal("done", await _stage.NextAsync());
    }

    [Fact]
    public async Task Enumerate_WhenLeftEarly_EndsTheIterator()
    {
        await foreach (var item in Grain().CountAsync(1000).WithBatchSize(2))
        {
            if (item == 10)
            {
                break;
            }
        }

        Assert.Equal("done", await _stage.NextAsync());
    }

    [Fact]
    public async Task Enumerate_WhenTheGrainThrows_YieldsWhatWasBeforeAndThrows()
    {
        var seen = 0;
        await Assert.ThrowsAsync<FormatException>(async () =>
        {
            await foreach (var item in Grain().FailAfterAsync(5))
            {
                seen++;
            }
        });

        Assert.Equal(5, seen);
    }

    [Fact]
    public async Task Enumerate_WhenNothingComesForLong_DoesNotTimeOut()
    {
        await using var items = Grain().GatedAsync(1).GetAsyncEnumerator();
        Assert.True(await items.MoveNextAsync());
        var next = items.MoveNextAsync();
        Assert.Equal("at gate", await _stage.NextAsync());
        _time.Advance(TimeSpan.FromMinutes(30));
        _stage.Open("gate");

        Assert.True(await next);
        Assert.Equal(1, items.Current);
    }

    [Fact]
    public async Task Enumerate_WhenCancelled_LetsGoAndEndsTheIterator()
    {
        using var cancellation = new CancellationTokenSource();
        var items = Grain().GatedAsync(1).GetAsyncEnumerator(cancellation.Token);
        Assert.True(await items.MoveNextAsync());
        var next = items.MoveNextAsync();
        Assert.Equal("at gate", await _stage.NextAsync());
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
        await items.DisposeAsync();
        Assert.Equal("done", await _stage.NextAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Enumerate_WhenTheActivationGoes_Aborts(bool whileWaiting)
    {
        var grain = Grain();
        var items = grain.GatedAsync(1).GetAsyncEnumerator();
        Assert.True(await items.MoveNextAsync());
        var next = whileWaiting ? items.MoveNextAsync().AsTask() : null;
        Assert.Equal("at gate", await _stage.NextAsync());
        await grain.EndAsync();

        // The next activation answers only after the former has ended.
        Assert.Equal("done", await _stage.NextAsync());
        await grain.EndAsync();
        await Assert.ThrowsAsync<EnumerationAbortedException>(() => next ?? items.MoveNextAsync().AsTask());
        await items.DisposeAsync();
    }

    private ICountingGrain Grain() => _silo.Grains.GetGrain<ICountingGrain>("a");
}
