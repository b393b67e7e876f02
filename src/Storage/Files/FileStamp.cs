namespace Orleans.TableService.Storage.Files;

/// <summary>
/// By what a file that nobody changes any more is known again while a process lives, without reading it.
/// </summary>
/// <param name="Device">The file system.</param>
/// <param name="Inode">The file in it, whatever its names.</param>
/// <param name="SizeBytes">Its length.</param>
/// <param name="ModifiedSeconds">When it was last written, since 1970.</param>
/// <param name="ModifiedNanoseconds">Of that, what is less than a second.</param>
internal readonly record struct FileStamp(
    ulong Device, ulong Inode, long SizeBytes, long ModifiedSeconds, uint ModifiedNanoseconds);
