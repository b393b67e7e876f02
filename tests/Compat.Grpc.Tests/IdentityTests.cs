using System.Reflection;
using Grpc.Core;
using Grpc.Net.Client;

namespace Orleans.TableService.Compat.Grpc.Tests;

/// <summary>
/// The stand-ins are taken for what the packages reference only under the very name that they reference.
/// </summary>
public sealed class IdentityTests
{
    [Fact]
    public void StandIns_HaveTheIdentityThatThePackagesReference()
    {
        var referenced = typeof(GrpcChannel).Assembly.GetReferencedAssemblies()
            .Where(name => name.Name is "Grpc.Core.Api" or "Grpc.Net.Common")
            .ToDictionary(name => name.Name!);

        AssemblyName[] standIns =
        [
            typeof(Metadata).Assembly.GetName(),
            typeof(global::Grpc.Net.Compression.ICompressionProvider).Assembly.GetName(),
        ];
        foreach (var standIn in standIns)
        {
            Assert.Equal(referenced[standIn.Name!].Version, standIn.Version);
            Assert.Equal(referenced[standIn.Name!].GetPublicKeyToken(), standIn.GetPublicKeyToken());
        }
    }
}
