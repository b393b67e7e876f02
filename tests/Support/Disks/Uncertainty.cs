namespace Orleans.TableService.Tests.Support.Disks;

/// <summary>What may or may not survive a power cut.</summary>
internal enum UncertaintyKind
{
    Name,
    Length,
    Sector,
}

/// <summary>One thing that a power cut may keep or lose, whatever becomes of the others.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Path">The file; of a name, the name.</param>
/// <param name="Index">The sector, or which of several changes.</param>
internal readonly record struct Uncertainty(UncertaintyKind Kind, string Path, int Index);
