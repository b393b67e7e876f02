namespace Orleans.TableService.Gateway;

/// <summary>What a request names; an empty namespace is the default one.</summary>
internal readonly record struct TableName(string Namespace, string Table)
{
    public const string DefaultNamespace = "default";

    public static TableName Of(string namespaceName, string table) => new(NamespaceOf(namespaceName), table);

    public static string NamespaceOf(string name) => name.Length == 0 ? DefaultNamespace : name;
}
