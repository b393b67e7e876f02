using System.Reflection;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Routing;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Orleans.TableService.Gateway;

/// <summary>All gRPC services that the host maps, with the files that declare them.</summary>
internal sealed class ReflectionCatalog
{
    private readonly Lazy<Contents> _contents;

    public ReflectionCatalog(EndpointDataSource endpoints) => _contents = new(() => new Contents(Find(endpoints)));

    /// <summary>Full names of the services, in order.</summary>
    public IReadOnlyCollection<string> Services => _contents.Value.Services;

    /// <summary>The file of this name, or <see langword="null"/>.</summary>
    public FileDescriptor? File(string name) => _contents.Value.Files.GetValueOrDefault(name);

    /// <summary>The file that declares this symbol, or <see langword="null"/>.</summary>
    public FileDescriptor? FileOf(string symbol) => _contents.Value.Symbols.GetValueOrDefault(symbol);

    /// <summary>Whether there is a message of this name.</summary>
    public bool HasMessage(string name) => _contents.Value.Messages.Contains(name);

    private static IEnumerable<ServiceDescriptor> Find(EndpointDataSource endpoints) => endpoints.Endpoints
        .Select(endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()?.ServiceType)
        .OfType<Type>()
        .Distinct()
        .Select(Describe)
        .OfType<ServiceDescriptor>();

    // Generated code binds a service in a static class that also holds its description.
    private static ServiceDescriptor? Describe(Type service)
    {
        for (var type = service; type is not null; type = type.BaseType)
        {
            if (type.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false) is { } bind)
            {
                return bind.BindType.GetProperty("Descriptor")?.GetValue(null) as ServiceDescriptor;
            }
        }

        return null;
    }

    private sealed class Contents
    {
        public Contents(IEnumerable<ServiceDescriptor> services)
        {
            foreach (var service in services)
            {
                Services.Add(service.FullName);
                Add(service.File);
            }
        }

        public SortedSet<string> Services { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, FileDescriptor> Files { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, FileDescriptor> Symbols { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Messages { get; } = new(StringComparer.Ordinal);

        private void Add(FileDescriptor file)
        {
            if (!Files.TryAdd(file.Name, file))
            {
                return;
            }

            foreach (var service in file.Services)
            {
                Add(service);
                AddAll(service.Methods);
            }

            AddMessages(file.MessageTypes);
            AddEnums(file.EnumTypes);
            foreach (var dependency in file.Dependencies)
            {
                Add(dependency);
            }
        }

        private void AddMessages(IEnumerable<MessageDescriptor> messages)
        {
            foreach (var message in messages)
            {
                Add(message);
                Messages.Add(message.FullName);
                AddAll(message.Fields.InDeclarationOrder());
                AddAll(message.Oneofs);
                AddMessages(message.NestedTypes);
                AddEnums(message.EnumTypes);
            }
        }

        private void AddEnums(IEnumerable<EnumDescriptor> enums)
        {
            foreach (var type in enums)
            {
                Add(type);
                AddAll(type.Values);
            }
        }

        private void AddAll(IEnumerable<IDescriptor> symbols)
        {
            foreach (var symbol in symbols)
            {
                Add(symbol);
            }
        }

        private void Add(IDescriptor symbol) => Symbols.TryAdd(symbol.FullName, symbol.File);
    }
}
