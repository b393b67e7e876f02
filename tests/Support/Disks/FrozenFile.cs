using System.Collections.Immutable;

namespace Orleans.TableService.Tests.Support.Disks;

/// <summary>Whether the disk has what programs see of a sector.</summary>
internal enum SectorState : byte
{
    /// <summary>It does.</summary>
    Clean,

    /// <summary>Perhaps; a flush makes it so.</summary>
    Dirty,

    /// <summary>Perhaps, for a flush has failed; no flush makes it so.</summary>
    Lost,
}

/// <summary>A file at one moment. Its arrays are never changed.</summary>
/// <param name="Bytes">What programs saw.</param>
/// <param name="Durable">What the disk had for sure.</param>
/// <param name="Sectors">Which sectors may differ; those behind the end of the list are clean.</param>
/// <param name="Lengths">Lengths that the file was given since the last flush, oldest first.</param>
internal sealed record FrozenFile(
    byte[] Bytes, byte[] Durable, SectorState[] Sectors, ImmutableList<int> Lengths)
{
    private List<int>? _uncertain;

    /// <summary>Sectors of which a power cut may leave the old contents or the new.</summary>
    public List<int> UncertainSectors => _uncertain ??= FindUncertain();

    /// <summary>What a power cut leaves.</summary>
    /// <param name="keepsSector">Whether an uncertain sector reached the disk.</param>
    /// <param name="keepsLength">Whether a length that was not flushed did; the last one that did counts.</param>
    public byte[] AfterPowerCut(Func<int, bool> keepsSector, Func<int, bool> keepsLength)
    {
        var length = Durable.Length;
        for (var i = 0; i < Lengths.Count; i++)
        {
            length = keepsLength(i) ? Lengths[i] : length;
        }

        if (length == Durable.Length && UncertainSectors.Count == 0)
        {
            return Durable;
        }

        var left = new byte[length];
        Durable.AsSpan(0, Math.Min(length, Durable.Length)).CopyTo(left);
        foreach (var sector in UncertainSectors)
        {
            if (keepsSector(sector))
            {
                CopySector(Bytes, left, sector);
            }
        }

        return left;
    }

    /// <summary>Copies as much of a sector as both have; where the source ends, the rest is zeros.</summary>
    public static void CopySector(byte[] from, byte[] to, int sector)
    {
        var start = sector * DiskFile.SectorSizeBytes;
        var end = Math.Min(start + DiskFile.SectorSizeBytes, to.Length);
        var copied = Math.Clamp(Math.Min(end, from.Length) - start, 0, DiskFile.SectorSizeBytes);
        if (start < end)
        {
            from.AsSpan(Math.Min(start, from.Length), copied).CopyTo(to.AsSpan(start));
            to.AsSpan(start + copied, end - start - copied).Clear();
        }
    }

    private List<int> FindUncertain()
    {
        var found = new List<int>();
        for (var sector = 0; sector < Sectors.Length; sector++)
        {
            if (Sectors[sector] != SectorState.Clean && !IsSame(sector))
            {
                found.Add(sector);
            }
        }

        return found;
    }

    private bool IsSame(int sector)
    {
        var start = sector * DiskFile.SectorSizeBytes;
        var ours = Part(Bytes, start);
        var durable = Part(Durable, start);
        var common = Math.Min(ours.Length, durable.Length);
        return ours[..common].SequenceEqual(durable[..common])
            && !ours[common..].ContainsAnyExcept((byte)0)
            && !durable[common..].ContainsAnyExcept((byte)0);
    }

    private static ReadOnlySpan<byte> Part(byte[] bytes, int start) =>
        bytes.AsSpan(Math.Min(start, bytes.Length), Math.Clamp(bytes.Length - start, 0, DiskFile.SectorSizeBytes));
}
