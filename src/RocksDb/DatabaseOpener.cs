using Orleans.TableService.RocksDb.Native;

namespace Orleans.TableService.RocksDb;

/// <summary>Opens, and destroys, databases by their directory.</summary>
internal static unsafe class DatabaseOpener
{
    public static DatabaseHandle Open(string path, RocksDatabaseOptions options, bool isReadOnly)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        RocksLibrary.EnsureLoaded();

        using var nativeOptions = NativeOptions.Create(options);
        var optionsPointer = nativeOptions.Value;
        nint columnFamily = 0;
        nint database;
        byte* error = null;
        fixed (byte* name = NativeText.Terminated(path), family = "default\0"u8)
        {
            // The default family is opened by name because only this way its handle, which some functions ask for, is
            // handed out.
            var families = family;
            database = isReadOnly
                ? DatabaseFunctions.OpenReadOnly(
                    optionsPointer, name, 1, &families, &optionsPointer, &columnFamily, 0, &error)
                : DatabaseFunctions.Open(
                    optionsPointer, name, 1, &families, &optionsPointer, &columnFamily, &error);
        }

        RocksException.ThrowIfError(error);
        return new DatabaseHandle(
            database, columnFamily, NativeOptions.CreateWriteOptions(options), IteratorFunctions.CreateReadOptions());
    }

    public static void Destroy(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        RocksLibrary.EnsureLoaded();
        using var options = NativeOptions.New();
        byte* error = null;
        fixed (byte* name = NativeText.Terminated(path))
        {
            CommonFunctions.DestroyDatabase(options.Value, name, &error);
        }

        RocksException.ThrowIfError(error);
    }
}
