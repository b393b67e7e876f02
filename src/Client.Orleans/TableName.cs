namespace Orleans.TableService.Client.Orleans;

/// <summary>A table's full name.</summary>
internal readonly record struct TableName(string Namespace, string Table);
