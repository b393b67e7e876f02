using System.Text.Json;
using Orleans.TableService.RocksDb;
using Orleans.TableService.Testing;

namespace Orleans.TableService.Cli.Tests.Offline;

public sealed class VerifyIndexTests
{
    private readonly CliHost _cli = new(new InMemoryTableService());

    [Fact]
    public async Task Verify_OfIndexesAsTheServerLeftThem_FindsNothingAndChangesNoFile()
    {
        using var data = await OfflineData.MakeAsync();
        var before = Files(data.Path);
        var output = await _cli.PassAsync("index", "verify", "--data-dir", data.Path);

        Assert.Equal(
            "range 1024/1024: 2 keys compared up to Lsn 3 of 3, no difference\n"
                + "range 1024/1025: 1 keys compared up to Lsn 1 of 1, no difference\n",
            output);
        Assert.Equal(before, Files(data.Path));
    }

    [Fact]
    public async Task Verify_OfAChangedAMissingAndAnAdditionalEntry_NamesEach()
    {
        using var data = await OfflineData.MakeAsync();
        Change(data, database =>
        {
            var keys = new List<(byte[] Key, byte[] Value)>();
            using (var entries = database.CreateIterator())
            {
                for (var any = entries.Seek([2]); any; any = entries.Next())
                {
                    keys.Add((entries.Key.ToArray(), entries.Value.ToArray()));
                }
            }

            var value = keys[0].Value;
            value[^1] ^= 1;
            database.Put(keys[0].Key, value);
            database.Delete(keys[1].Key);
            database.Put([.. keys[1].Key, (byte)'x'], keys[1].Value);
        });

        var run = await _cli.RunAsync("index", "verify", "--data-dir", data.Path, "--json");
        Assert.Equal((1, ""), (run.Code, run.Error));
        var lines = run.Output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["1", "2", "2x"], lines[..3].Select(line => line.GetProperty("key").GetString()));
        Assert.Equal("booj", lines[0].GetProperty("index").GetProperty("value").GetString());
        Assert.Equal(JsonValueKind.Null, lines[1].GetProperty("index").ValueKind);
        Assert.Equal(JsonValueKind.Null, lines[2].GetProperty("journal").ValueKind);
        Assert.Equal(3, lines[3].GetProperty("differences").GetInt32());
        Assert.True(lines[4].GetProperty("good").GetBoolean());

        var text = await _cli.RunAsync(
            "index", "verify", "--data-dir", data.Path, "--limit", "1", "--range", "1024/1024");
        Assert.Equal(2, text.Output.TrimEnd().Split('\n').Length);
        Assert.Contains("key order / 1: the index holds", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_OfADamagedOrMissingIndex_SaysWhatAServerDoes()
    {
        using var data = await OfflineData.MakeAsync();
        var index = Path.Combine(data.Path, "index", "1024", "1024");
        Directory.Delete(Path.Combine(data.Path, "index", "1024", "1025"), recursive: true);
        await File.WriteAllTextAsync(Path.Combine(index, "CURRENT"), "nonsense\n");

        var run = await _cli.RunAsync("index", "verify", "--data-dir", data.Path);
        Assert.Equal((1, ""), (run.Code, run.Error));
        Assert.Contains("range 1024/1024: the index is not usable: RocksDB", run.Output, StringComparison.Ordinal);
        Assert.Contains("range 1024/1025: no index", run.Output, StringComparison.Ordinal);
    }

    private static void Change(OfflineData data, Action<RocksDatabase> change)
    {
        var options = new RocksDatabaseOptions { UsesWriteAheadLog = false, FlushesOnClose = true };
        using var database = RocksDatabase.Open(Path.Combine(data.Path, "index", "1024", "1024"), options);
        change(database);
        database.Flush();
    }

    private static List<string> Files(string directory) =>
    [
        .. Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)
            .Select(file => $"{file} {new FileInfo(file).Length} {File.GetLastWriteTimeUtc(file).Ticks}")
            .Order(StringComparer.Ordinal),
    ];
}
