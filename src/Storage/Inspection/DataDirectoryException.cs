namespace Orleans.TableService.Storage.Inspection;

/// <summary>
/// A data directory cannot be looked into or changed just now; the message is one sentence for its user.
/// </summary>
public sealed class DataDirectoryException(string message, Exception? innerException = null)
    : Exception(message, innerException);
