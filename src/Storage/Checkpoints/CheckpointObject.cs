namespace Orleans.TableService.Storage.Checkpoints;

/// <summary>An object of a checkpoint store.</summary>
/// <param name="Name">Its whole name.</param>
/// <param name="SizeBytes">Its length in bytes.</param>
public readonly record struct CheckpointObject(string Name, long SizeBytes);
