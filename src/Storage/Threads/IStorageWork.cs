namespace Orleans.TableService.Storage.Threads;

/// <summary>Something that a storage thread carries out.</summary>
internal interface IStorageWork
{
    /// <summary>Does it. Throwing is a defect and ends the process.</summary>
    void Run();
}
