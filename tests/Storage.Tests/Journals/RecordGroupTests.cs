using System.Buffers;
using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Tests.Journals;

public sealed class RecordGroupTests
{
    [Fact]
    public void GetEnumerator_OfBuiltGroup_YieldsPayloadsWithConsecutiveLsns()
    {
        var builder = new RecordGroupBuilder(7);
        byte[][] payloads = [[1, 2, 3], [], [9]];
        foreach (var payload in payloads)
        {
            builder.BeginRecord().Write(payload);
            builder.EndRecord();
        }

        var seen = new List<(long Lsn, string Hex)>();
        foreach (var record in builder.Build())
        {
            seen.Add((record.Lsn, Convert.ToHexString(record.Payload.Span)));
        }

        Assert.Equal([(7, "010203"), (8, ""), (9, "09")], seen);
    }
}
