using Orleans.TableService.Storage.Ranges.Evaluation;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.Storage.Tests.Index;

public sealed class PageMemoryTests
{
    [Fact]
    public void Copy_OfMany_KeepsEachByItself()
    {
        var memory = new PageMemory();
        var copies = new List<ReadOnlyMemory<byte>>();
        for (var i = 0; i < 2000; i++)
        {
            var bytes = BytesOf(i);
            copies.Add(memory.Copy(bytes));
            Array.Clear(bytes);
        }

        for (var i = 0; i < copies.Count; i++)
        {
            Assert.Equal(BytesOf(i), copies[i].ToArray());
        }
    }

    [Fact]
    public void Copy_OfOne_TakesLittle()
    {
        Assert.InRange(Allocations.LeastOf(() => new PageMemory().Copy([1]), times: 1), 1, 400);
    }

    private static byte[] BytesOf(int i)
    {
        var bytes = new byte[i * 7 % 2500];
        Array.Fill(bytes, (byte)i);
        return bytes;
    }
}
