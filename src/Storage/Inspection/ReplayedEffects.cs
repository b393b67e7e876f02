using Orleans.TableService.RocksDb;
using Orleans.TableService.Storage.Files;
using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Journals;
using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Storage.Inspection;

/// <summary>What a journal leads to, key by key, in a temporary place. A deleted key has an empty value.</summary>
internal sealed class ReplayedEffects : IDisposable
{
    private const int BatchSizeBytes = 2 << 20;

    private readonly string _directory;
    private readonly RocksDatabase _database;
    private readonly KeyType _keyType;
    private byte[] _buffer = new byte[4096];

    public ReplayedEffects(string temporaryDirectory, KeyType keyType, IndexEnvironment environment)
    {
        _keyType = keyType;
        _directory = Path.Combine(temporaryDirectory, "replay-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(_directory);
        _database = RocksDatabase.Open(_directory, environment.Options);
    }

    /// <summary>Checksum of the last record's payload; 0 before the first.</summary>
    public uint LastChecksum { get; private set; }

    /// <summary>Greatest commit time.</summary>
    public long LastCommitMs { get; private set; }

    /// <summary>Takes the records up to an Lsn in.</summary>
    public void Replay(IEnumerable<OfflineGroup> groups, long lastLsn, CancellationToken cancellationToken)
    {
        using var batch = new RocksWriteBatch();
        foreach (var group in groups)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (group.Records.FirstLsn > lastLsn)
            {
                break;
            }

            foreach (var record in group.Records)
            {
                if (record.Lsn <= lastLsn)
                {
                    Add(batch, record);
                }
            }

            if (batch.SizeBytes > BatchSizeBytes)
            {
                _database.Write(batch);
                batch.Clear();
            }
        }

        _database.Write(batch);
    }

    /// <summary>Walks the keys in the order of an index.</summary>
    public RocksIterator Walk() => _database.CreateIterator();

    /// <inheritdoc/>
    public void Dispose()
    {
        _database.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private void Add(RocksWriteBatch batch, in JournalRecord record)
    {
        var reader = new RecordReader(record);
        var prefix = IndexKey.Prefix(_keyType, reader.Header.PKey.Span);
        while (reader.TryRead(out var effect))
        {
            batch.Put(IndexKey.Entry(prefix, effect.LKey.Span), Encode(effect.State));
        }

        LastChecksum = Checksum.Of(record.Payload.Span);
        LastCommitMs = Math.Max(LastCommitMs, reader.Header.CommitMs);
    }

    private ReadOnlySpan<byte> Encode(in EntryState state)
    {
        if (!state.Exists)
        {
            return [];
        }

        var room = EntryCodec.SizeMaxBytes(state.Value.Bytes.Length);
        if (_buffer.Length < room)
        {
            _buffer = new byte[room];
        }

        return _buffer.AsSpan(0, EntryCodec.Write(state, _buffer));
    }
}
