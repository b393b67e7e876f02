using Orleans.TableService.RocksDb;
using Orleans.TableService.Storage.Files;
using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Checkpoints;

/// <summary>A copy of an index in a directory of its own, made of links and small copies.</summary>
/// <param name="Directory">Where it lies.</param>
/// <param name="Meta">What the copy says of itself.</param>
/// <param name="Files">Names of the files that belong to it.</param>
internal sealed record CheckpointImage(string Directory, IndexMeta Meta, IReadOnlyList<string> Files)
{
    /// <summary>Copies an open index, beside which writes go on.</summary>
    /// <param name="index">The index.</param>
    /// <param name="directory">Does not exist yet, its parent does, and both lie on the disk of the index.</param>
    /// <param name="files">Lists them.</param>
    /// <exception cref="RocksException">RocksDB cannot write it.</exception>
    public static void Take(RangeIndex index, string directory, IFileLayer files)
    {
        files.CreateDirectory(Path.GetDirectoryName(directory)!);
        index.CreateCheckpoint(directory);
    }

    /// <summary>Reads what a copy is of: only the copy itself knows which write was its last.</summary>
    /// <exception cref="InvalidDataException">It says nothing of itself.</exception>
    public static CheckpointImage Read(string directory, IFileLayer files, RocksDatabaseOptions options)
    {
        // Listed first, for opening leaves a file of RocksDB's own.
        var names = files.ListFiles(directory).Where(CheckpointFile.IsNeeded).Order(StringComparer.Ordinal).ToList();
        var meta = RangeIndex.ReadMeta(directory, options)
            ?? throw new InvalidDataException("The copy of the index does not say what it is of.");
        return new CheckpointImage(directory, meta, names);
    }
}
