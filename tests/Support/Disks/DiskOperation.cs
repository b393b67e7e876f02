namespace Orleans.TableService.Tests.Support.Disks;

/// <summary>What a program asks of a disk.</summary>
internal enum DiskOperation
{
    Open,
    Read,
    Create,
    Write,
    SetLength,
    Flush,
    Rename,
    Link,
    Delete,
    MakeDirectory,
    RemoveDirectory,
    SyncDirectory,
}
