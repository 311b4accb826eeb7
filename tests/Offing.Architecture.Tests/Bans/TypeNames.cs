using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Offing.Architecture.Tests.Bans;

/// <summary>Turns the signatures of metadata into the full names of the types in them.</summary>
internal sealed class TypeNames : ISignatureTypeProvider<string, object?>
{
    public static TypeNames Provider { get; } = new();

    public string GetPrimitiveType(PrimitiveTypeCode code) => "System." + code;

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte kind)
    {
        var type = reader.GetTypeDefinition(handle);
        var name = reader.GetString(type.Name);
        if (!type.GetDeclaringType().IsNil)
            return GetTypeFromDefinition(reader, type.GetDeclaringType(), kind) + "+" + name;
        return Join(reader.GetString(type.Namespace), name);
    }

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte kind)
    {
        var type = reader.GetTypeReference(handle);
        var name = reader.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? GetTypeFromReference(reader, (TypeReferenceHandle)type.ResolutionScope, kind) + "+" + name
            : Join(reader.GetString(type.Namespace), name);
    }

    public string GetTypeFromSpecification(
        MetadataReader reader, object? context, TypeSpecificationHandle handle, byte kind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, context);

    public string GetGenericInstantiation(string generic, ImmutableArray<string> arguments) =>
        $"{generic}<{string.Join(',', arguments)}>";

    public string GetFunctionPointerType(MethodSignature<string> signature) =>
        $"function<{signature.ReturnType},{string.Join(',', signature.ParameterTypes)}>";

    public string GetGenericMethodParameter(object? context, int index) => "!!" + index;

    public string GetGenericTypeParameter(object? context, int index) => "!" + index;

    public string GetArrayType(string element, ArrayShape shape) => element + "[,]";

    public string GetSZArrayType(string element) => element + "[]";

    public string GetByReferenceType(string element) => element + "&";

    public string GetPointerType(string element) => element + "*";

    public string GetPinnedType(string element) => element;

    public string GetModifiedType(string modifier, string unmodified, bool isRequired) => unmodified;

    private static string Join(string space, string name) => space == "" ? name : space + "." + name;
}
