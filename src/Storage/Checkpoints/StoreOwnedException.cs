namespace Orleans.TableService.Storage.Checkpoints;

/// <summary>The checkpoint store belongs to other journals; nothing in it is touched.</summary>
internal sealed class StoreOwnedException(string message) : IOException(message);
