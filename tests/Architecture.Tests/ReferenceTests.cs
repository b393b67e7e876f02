using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.Architecture.Tests;

/// <summary>Who may depend on whom: docs/architecture.md.</summary>
public sealed class ReferenceTests
{
    /// <summary>Each assembly and the ones of the product that it may reference.</summary>
    public static TheoryData<string, string[]> Allowed { get; } = new()
    {
        { "Abstractions", [] },
        { "Posix", [] },
        { "RocksDb", [] },
        { "Protocol", ["Abstractions"] },
        { "Storage", ["Abstractions", "Posix", "RocksDb"] },
        { "Storage.S3", ["Abstractions", "Storage"] },
        { "GrainContracts", ["Abstractions", BuiltAssembly.Orleans] },
        { "Client.Orleans", ["Abstractions", "GrainContracts", BuiltAssembly.Orleans] },
        {
            "Grains",
            ["Abstractions", "GrainContracts", "Client.Orleans", "Posix", "Storage", BuiltAssembly.Orleans]
        },
        { "Client", ["Abstractions", "Protocol"] },
        { "Testing", ["Abstractions"] },
        { "Gateway", ["Abstractions", "Protocol"] },
        { "Cli", ["Abstractions", "Client", "Posix", "Protocol", "Storage", "Storage.S3"] },
        {
            "Silo",
            [
                "Abstractions", "Client.Orleans", "Gateway", "Grains", "GrainContracts", "Storage", "Storage.S3",
                BuiltAssembly.Orleans,
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Allowed))]
    public void Assembly_WhenBuilt_ReferencesOnlyWhatItMay(string name, string[] allowed)
    {
        var own = BuiltAssembly.ReferencesOf(name).Where(IsOwn);

        Assert.Empty(own.Except(allowed));
    }

    [Theory]
    [InlineData("Abstractions")]
    [InlineData("Posix")]
    [InlineData("RocksDb")]
    [InlineData("Storage")]
    [InlineData("Storage.S3")]
    [InlineData("GrainContracts")]
    [InlineData("Client.Orleans")]
    [InlineData("Grains")]
    [InlineData("Testing")]
    public void Assembly_WhenItIsBehindTheDoors_ReferencesNoGrpcAndNoProtobuf(string name)
    {
        var references = BuiltAssembly.ReferencesOf(name);

        Assert.DoesNotContain(references, reference =>
            reference.StartsWith("Grpc.", StringComparison.Ordinal) || reference == "Google.Protobuf");
    }

    [Theory]
    [InlineData("Abstractions")]
    [InlineData("Posix")]
    [InlineData("RocksDb")]
    [InlineData("Storage")]
    [InlineData("Storage.S3")]
    [InlineData("Protocol")]
    [InlineData("Client")]
    [InlineData("Gateway")]
    [InlineData("Testing")]
    [InlineData("Cli")]
    public void Assembly_WhenItKnowsNoGrains_ReferencesNoOrleans(string name)
    {
        var references = BuiltAssembly.ReferencesOf(name);

        Assert.DoesNotContain(references, reference =>
            reference == BuiltAssembly.Orleans
            || (reference.StartsWith("Orleans.", StringComparison.Ordinal) && !IsOwn(reference)));
    }

    [Theory]
    [InlineData("Storage")]
    [InlineData("Grains")]
    [InlineData("Cli")]
    [InlineData("Silo")]
    public void Assembly_WhenItIsNotTheS3Store_ReferencesNoSdkOfAmazon(string name) =>
        Assert.DoesNotContain(
            BuiltAssembly.ReferencesOf(name), reference => reference.StartsWith("AWSSDK", StringComparison.Ordinal));

    [Theory]
    [InlineData("Abstractions")]
    [InlineData("Posix")]
    public void Assembly_WhenItIsBelowAllOthers_ReferencesTheBaseLibraryAlone(string name) =>
        Assert.All(
            BuiltAssembly.ReferencesOf(name),
            reference => Assert.StartsWith("System.", reference, StringComparison.Ordinal));

    [Fact]
    public void Cli_WhenACommandNeedsAServer_KnowsNoFilesOfIt()
    {
        var sources = Path.Combine(Repository.Root, "src", "Cli");
        var offline = Path.Combine(sources, "Commands", "Offline") + Path.DirectorySeparatorChar;
        var users = Directory.EnumerateFiles(sources, "*.cs", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains("TableService.Storage", StringComparison.Ordinal))
            .ToList();

        Assert.NotEmpty(users);
        Assert.All(users, file => Assert.StartsWith(offline, file, StringComparison.Ordinal));
    }

    [Fact]
    public void References_WhenAnAssemblyUsesAnother_AreSeen() =>
        Assert.Superset(
            new HashSet<string> { "Grpc.AspNetCore.Server", "Google.Protobuf", "Protocol" },
            BuiltAssembly.ReferencesOf("Gateway").ToHashSet());

    private static bool IsOwn(string reference) =>
        File.Exists(Path.Combine(AppContext.BaseDirectory, $"{BuiltAssembly.Prefix}{reference}.dll"));
}
