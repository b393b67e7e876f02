using System.Text;

namespace Orleans.TableService.RocksDb.Tests;

/// <summary>A directory of its own for one test, with a database in it.</summary>
internal sealed class TestDatabase : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("rocksdb-tests-");

    public TestDatabase(RocksDatabaseOptions? options = null, bool isOpen = true)
    {
        Options = options ?? new RocksDatabaseOptions { UsesWriteAheadLog = false };
        Database = isOpen ? Open() : null!;
    }

    public RocksDatabaseOptions Options { get; }

    public RocksDatabase Database { get; private set; }

    public string Path => PathOf("db");

    public string PathOf(string name) => System.IO.Path.Combine(_directory.FullName, name);

    public RocksDatabase Open() => RocksDatabase.Open(Path, Options);

    public RocksDatabase Reopen()
    {
        Database.Dispose();
        return Database = Open();
    }

    public void Put(string key, string value) => Database.Put(Bytes(key), Bytes(value));

    public string? Get(string key, RocksSnapshot? snapshot = null) => Text(Database.Get(Bytes(key), snapshot));

    public string Keys(scoped in RocksIteratorOptions options = default)
    {
        using var iterator = Database.CreateIterator(options);
        var keys = new List<string>();
        for (var more = iterator.SeekToFirst(); more; more = iterator.Next())
        {
            keys.Add(Encoding.UTF8.GetString(iterator.Key));
        }

        return string.Join(' ', keys);
    }

    public void Dispose()
    {
        Database?.Dispose();
        _directory.Delete(recursive: true);
    }

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static string? Text(byte[]? bytes) => bytes is null ? null : Encoding.UTF8.GetString(bytes);
}
