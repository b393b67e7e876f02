namespace Orleans.TableService;

/// <summary>A namespace as it is.</summary>
/// <param name="Id">Its number, from 0, never used again.</param>
/// <param name="Name">Its name.</param>
/// <param name="CreatedAt">When it was created, by the server's clock.</param>
public sealed record NamespaceInfo(long Id, string Name, DateTimeOffset CreatedAt);
