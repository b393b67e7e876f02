namespace Orleans.TableService.Storage.Tests.Matrix;

/// <summary>What becomes of the directories of indexes between two lives of an engine.</summary>
public enum IndexFate
{
    /// <summary>They are as the crash left them.</summary>
    AsIs,

    /// <summary>They are as they were before, as if nothing had reached the disk since.</summary>
    Before,

    /// <summary>One is old, the other as it is.</summary>
    OneBefore,

    /// <summary>They are gone.</summary>
    Missing,

    /// <summary>They are there, and empty.</summary>
    Emptied,

    /// <summary>Each range has the other's.</summary>
    Swapped,
}

/// <summary>Does to the indexes of two ranges what a fate says.</summary>
internal static class IndexDirectories
{
    public static void Apply(IndexFate fate, string directory, string before)
    {
        var (one, two) = (EngineOnDisk.IndexOf(directory, 1), EngineOnDisk.IndexOf(directory, 2));
        switch (fate)
        {
            case IndexFate.Before:
                Replace(one, EngineOnDisk.IndexOf(before, 1));
                Replace(two, EngineOnDisk.IndexOf(before, 2));
                break;
            case IndexFate.OneBefore:
                Replace(one, EngineOnDisk.IndexOf(before, 1));
                break;
            case IndexFate.Missing:
                Directory.Delete(one, recursive: true);
                Directory.Delete(two, recursive: true);
                break;
            case IndexFate.Emptied:
                Empty(one);
                Empty(two);
                break;
            case IndexFate.Swapped:
                Directory.Move(one, one + ".away");
                Directory.Move(two, one);
                Directory.Move(one + ".away", two);
                break;
        }
    }

    public static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private static void Replace(string directory, string with)
    {
        Directory.Delete(directory, recursive: true);
        Copy(with, directory);
    }

    private static void Empty(string directory)
    {
        Directory.Delete(directory, recursive: true);
        Directory.CreateDirectory(directory);
    }
}
