using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Offing.Architecture.Tests.Bans;

/// <summary>
/// Lists everything that the compiled types of an assembly stand on: fields, signatures, locals, attributes,
/// base types, called members, and opcodes that compute with floating point.
/// </summary>
internal sealed class UseScanner : IDisposable
{
    private readonly PEReader image;
    private readonly MetadataReader reader;
    private readonly List<Use> uses = [];
    private string where = "";

    public UseScanner(string assemblyPath)
    {
        image = new PEReader(File.OpenRead(assemblyPath));
        reader = image.GetMetadataReader();
    }

    public void Dispose() => image.Dispose();

    /// <summary>The uses of all types whose full name <paramref name="selected"/> accepts.</summary>
    public IReadOnlyList<Use> Scan(Func<string, bool> selected)
    {
        uses.Clear();
        foreach (var handle in reader.TypeDefinitions)
        {
            var name = TypeNames.Provider.GetTypeFromDefinition(reader, handle, 0);
            if (selected(name))
                ScanType(name, reader.GetTypeDefinition(handle));
        }

        return uses.ToList();
    }

    private void ScanType(string name, TypeDefinition type)
    {
        where = name;
        AddType(type.BaseType);
        AddAttributes(type.GetCustomAttributes());
        foreach (var contract in type.GetInterfaceImplementations())
            AddType(reader.GetInterfaceImplementation(contract).Interface);
        foreach (var handle in type.GetFields())
        {
            var field = reader.GetFieldDefinition(handle);
            where = $"{name}::{reader.GetString(field.Name)}";
            Add(field.DecodeSignature(TypeNames.Provider, null));
            AddAttributes(field.GetCustomAttributes());
        }

        foreach (var handle in type.GetMethods())
        {
            var method = reader.GetMethodDefinition(handle);
            where = $"{name}::{reader.GetString(method.Name)}";
            AddSignature(method.DecodeSignature(TypeNames.Provider, null));
            AddAttributes(method.GetCustomAttributes());
            if (method.RelativeVirtualAddress != 0)
                ScanBody(image.GetMethodBody(method.RelativeVirtualAddress));
        }
    }

    private void ScanBody(MethodBodyBlock body)
    {
        if (!body.LocalSignature.IsNil)
        {
            var locals = reader.GetStandaloneSignature(body.LocalSignature);
            foreach (var local in locals.DecodeLocalSignature(TypeNames.Provider, null))
                Add(local);
        }

        foreach (var instruction in Instructions.Of(body.GetILBytes() ?? []))
        {
            Add("", instruction.Code.Name ?? "");
            if (!instruction.Token.IsNil)
                AddToken(instruction.Token);
        }
    }

    private void AddToken(EntityHandle token)
    {
        switch (token.Kind)
        {
            case HandleKind.MemberReference:
                AddMember(reader.GetMemberReference((MemberReferenceHandle)token));
                break;
            case HandleKind.FieldDefinition:
                var field = reader.GetFieldDefinition((FieldDefinitionHandle)token);
                Add(field.DecodeSignature(TypeNames.Provider, null));
                break;
            case HandleKind.MethodDefinition:
                var own = reader.GetMethodDefinition((MethodDefinitionHandle)token);
                AddSignature(own.DecodeSignature(TypeNames.Provider, null));
                break;
            case HandleKind.MethodSpecification:
                var method = reader.GetMethodSpecification((MethodSpecificationHandle)token);
                foreach (var argument in method.DecodeSignature(TypeNames.Provider, null))
                    Add(argument);
                AddToken(method.Method);
                break;
            case HandleKind.TypeReference or HandleKind.TypeSpecification or HandleKind.TypeDefinition:
                AddType(token);
                break;
        }
    }

    private void AddMember(MemberReference member)
    {
        var owner = member.Parent.Kind == HandleKind.MethodDefinition ? "" : NameOf(member.Parent);
        Add(owner, reader.GetString(member.Name));
        if (member.GetKind() == MemberReferenceKind.Field)
            Add(member.DecodeFieldSignature(TypeNames.Provider, null));
        else
            AddSignature(member.DecodeMethodSignature(TypeNames.Provider, null));
    }

    private void AddAttributes(CustomAttributeHandleCollection attributes)
    {
        foreach (var handle in attributes)
            AddToken(reader.GetCustomAttribute(handle).Constructor);
    }

    private void AddSignature(MethodSignature<string> signature)
    {
        Add(signature.ReturnType);
        foreach (var parameter in signature.ParameterTypes)
            Add(parameter);
    }

    private void AddType(EntityHandle type)
    {
        if (!type.IsNil)
            Add(NameOf(type));
    }

    private string NameOf(EntityHandle type) => type.Kind switch
    {
        HandleKind.TypeReference =>
            TypeNames.Provider.GetTypeFromReference(reader, (TypeReferenceHandle)type, 0),
        HandleKind.TypeDefinition =>
            TypeNames.Provider.GetTypeFromDefinition(reader, (TypeDefinitionHandle)type, 0),
        HandleKind.TypeSpecification =>
            TypeNames.Provider.GetTypeFromSpecification(reader, null, (TypeSpecificationHandle)type, 0),
        _ => "",
    };

    private void Add(string type, string member = "") => uses.Add(new Use(where, type, member));
}
