using System.Globalization;
using System.Text;
using Orleans.TableService.Storage.Checkpoints;
using Orleans.TableService.Storage.Files;
using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Tests.Matrix;

/// <summary>
/// The files of a made-up index that holds the first groups of a range: tables that never change, of a few groups each,
/// and small files that do.
/// </summary>
internal static class RangeImage
{
    private const int TableGroups = 3;
    private const int TableSizeBytes = 1300;

    /// <summary>The last record of all that was acknowledged; 0 when nothing was.</summary>
    public static long LastLsn(RangeEntry entry) =>
        entry.Acknowledged > 0 ? entry.Groups[entry.Acknowledged - 1].LastLsn : 0;

    /// <summary>Puts the files onto a disk, durably named, where nothing makes their bytes durable.</summary>
    public static CheckpointImage Write(IFileLayer files, string directory, IRangeJournal journal, RangeEntry entry)
    {
        files.DeleteDirectory(directory);
        files.CreateDirectory(directory);
        var lsn = LastLsn(entry);
        var names = new List<string>();
        foreach (var (name, bytes) in Contents(entry, lsn))
        {
            using var file = files.Create($"{directory}/{name}", 0);
            file.Write(bytes, 0);
            names.Add(name);
        }

        files.SyncDirectory(directory);
        files.SyncDirectory(Path.GetDirectoryName(directory)!);
        return new CheckpointImage(directory, new IndexMeta(journal.Range, journal.JournalId, lsn, 7, 8), names);
    }

    /// <summary>What is wrong with the files of a directory; <see langword="null"/> if nothing is.</summary>
    public static string? FindProblem(IFileLayer files, string directory, RangeEntry entry, long lsn)
    {
        if (entry.Groups.All(group => group.LastLsn != lsn))
        {
            return $"no group ends at {lsn}";
        }

        var expected = Contents(entry, lsn).ToList();
        var found = files.ListFiles(directory).Order(StringComparer.Ordinal);
        return !found.SequenceEqual(expected.Select(one => one.Name))
            ? "it has other files"
            : expected.Where(one => !Holds(files, $"{directory}/{one.Name}", one.Bytes))
                .Select(one => $"{one.Name} has other bytes").FirstOrDefault();
    }

    private static bool Holds(IFileLayer files, string path, byte[] bytes)
    {
        using var file = files.OpenRead(path);
        var read = new byte[bytes.Length + 1];
        return file.Read(read, 0) == bytes.Length && read.AsSpan(..^1).SequenceEqual(bytes);
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Contents(RangeEntry entry, long lsn)
    {
        var groups = entry.Groups.TakeWhile(group => group.LastLsn <= lsn).ToList();
        for (var i = 0; i < groups.Count; i += TableGroups)
        {
            var table = groups.GetRange(i, Math.Min(TableGroups, groups.Count - i));
            yield return ($"{(i * 10) + table.Count:D6}.sst", Table(table));
        }

        yield return ("CURRENT", "MANIFEST-000001\n"u8.ToArray());
        yield return ("MANIFEST-000001", Encoding.ASCII.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"all up to {lsn}")));
    }

    // What a table says at its end makes it known again.
    private static byte[] Table(List<GroupDigest> groups)
    {
        var text = string.Join(';', groups.Select(group => group.ToString()));
        var end = $"session.identity {text} riginal.file.number";
        return Encoding.ASCII.GetBytes(text.PadRight(TableSizeBytes, '.') + end);
    }
}
