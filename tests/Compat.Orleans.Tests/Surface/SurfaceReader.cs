using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Orleans.TableService.Tests.Surface;

/// <summary>Lists which types and members of one assembly another one references, from its metadata.</summary>
internal sealed class SurfaceReader(string referencedAssembly)
{
    /// <summary>Lines "type" and "type::member signature".</summary>
    public IReadOnlyCollection<string> Read(string dll)
    {
        using var stream = File.OpenRead(dll);
        using var file = new PEReader(stream);
        var metadata = file.GetMetadataReader();
        var names = new SignatureNames();
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var handle in metadata.TypeReferences)
        {
            if (IsReferenced(metadata, handle))
            {
                found.Add(names.GetTypeFromReference(metadata, handle, 0));
            }
        }

        foreach (var handle in metadata.MemberReferences)
        {
            var member = metadata.GetMemberReference(handle);
            if (TypeOf(metadata, member.Parent) is { } type && IsReferenced(metadata, type))
            {
                found.Add($"{names.GetTypeFromReference(metadata, type, 0)}::{Describe(metadata, member, names)}");
            }
        }

        return found;
    }

    private static string Describe(MetadataReader metadata, MemberReference member, SignatureNames names)
    {
        var name = metadata.GetString(member.Name);
        if (member.GetKind() == MemberReferenceKind.Field)
        {
            return $"{name} : {member.DecodeFieldSignature(names, null)}";
        }

        var signature = member.DecodeMethodSignature(names, null);
        var arity = signature.GenericParameterCount > 0 ? $"`{signature.GenericParameterCount}" : "";
        return $"{name}{arity}({string.Join(", ", signature.ParameterTypes)}) : {signature.ReturnType}";
    }

    // A member of a constructed generic type hangs on a specification that begins with the type.
    private static TypeReferenceHandle? TypeOf(MetadataReader metadata, EntityHandle parent)
    {
        if (parent.Kind == HandleKind.TypeReference)
        {
            return (TypeReferenceHandle)parent;
        }

        if (parent.Kind != HandleKind.TypeSpecification)
        {
            return null;
        }

        var blob = metadata.GetBlobReader(
            metadata.GetTypeSpecification((TypeSpecificationHandle)parent).Signature);
        if (blob.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
        {
            return null;
        }

        blob.ReadCompressedInteger();
        var type = blob.ReadTypeHandle();
        return type.Kind == HandleKind.TypeReference ? (TypeReferenceHandle)type : null;
    }

    private bool IsReferenced(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var scope = metadata.GetTypeReference(handle).ResolutionScope;
        return scope.Kind switch
        {
            HandleKind.TypeReference => IsReferenced(metadata, (TypeReferenceHandle)scope),
            HandleKind.AssemblyReference => metadata.GetString(
                metadata.GetAssemblyReference((AssemblyReferenceHandle)scope).Name) == referencedAssembly,
            _ => false,
        };
    }
}
