namespace Orleans.TableService;

/// <summary>A stream or table as it is.</summary>
/// <param name="Id">Its number, never used again.</param>
/// <param name="NamespaceName">The namespace it lives in.</param>
/// <param name="Name">Its name in the namespace.</param>
/// <param name="Incarnation">Tells apart streams that had the same name one after the other.</param>
/// <param name="Configuration">What was chosen at its creation.</param>
/// <param name="CreatedAt">When it was created, by the server's clock.</param>
public sealed record StreamInfo(
    TableStreamId Id,
    string NamespaceName,
    string Name,
    Guid Incarnation,
    StreamConfiguration Configuration,
    DateTimeOffset CreatedAt);
