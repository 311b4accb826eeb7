using System.Text.Json;
using Offing.Primitives;
using Xunit.Abstractions;

namespace Offing.Signing.Tests;

/// <summary>Vector files: our own from spec/vectors, the field's from ../shared when it is there.</summary>
internal static class Vectors
{
    private static readonly Lazy<JsonElement> OwnFile = new(() =>
        Read(Path.Combine(Root(), "spec/vectors/signing.json")));

    /// <summary>spec/vectors/signing.json.</summary>
    public static JsonElement Own => OwnFile.Value;

    /// <summary>The vectors of the Hyperliquid wire; null, said aloud, without ../shared.</summary>
    public static JsonElement? Hyperliquid(ITestOutputHelper output)
    {
        var path = Path.Combine(Root(), "../shared/vectors/hyperliquid-signing.json");
        if (File.Exists(path))
        {
            return Read(path);
        }

        output.WriteLine("../shared/vectors/hyperliquid-signing.json is missing: nothing checked here");
        return null;
    }

    /// <summary>Another file of spec/vectors.</summary>
    public static JsonElement Of(string name) => Read(Path.Combine(Root(), "spec/vectors", name));

    public static string Text(this JsonElement element, string name) =>
        element.GetProperty(name).GetString()!;

    public static Hash32 Hash(this JsonElement element, string name) => Hash32.Parse(element.Text(name));

    public static Address Address(this JsonElement element, string name) =>
        Primitives.Address.Parse(element.Text(name));

    /// <summary>A number, written as a JSON number or, when it may exceed 53 bits, as a string.</summary>
    public static ulong Number(this JsonElement element, string name) => Number(element.GetProperty(name));

    public static ulong Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? ulong.Parse(value.GetString()!) : value.GetUInt64();

    /// <summary>The member, or null when it is absent or null.</summary>
    public static JsonElement? Optional(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static Address? OptionalAddress(this JsonElement element, string name) =>
        element.Optional(name) is { } value ? Primitives.Address.Parse(value.GetString()!) : null;

    public static ulong? OptionalNumber(this JsonElement element, string name) =>
        element.Optional(name) is { } value ? Number(value) : null;

    /// <summary>The r, s and v members.</summary>
    public static Signature Signature(this JsonElement element)
    {
        Assert.True(Signing.Signature.TryParse(
            element.Text("r"), element.Text("s"), element.Number("v"), out var signature));
        return signature;
    }

    /// <summary>Asserts that the key signs exactly like the vector, and that the vector names it.</summary>
    public static void AssertSigned(PrivateKey key, Hash32 digest, Signature signature)
    {
        Assert.Equal(signature, Secp256k1.Sign(digest, key));
        Assert.Equal(key.Address, Secp256k1.Recover(digest, signature));
        Assert.True(Secp256k1.VerifyKnown(key.PublicKey, digest, signature));
    }

    /// <summary>The values of a user-signed message in the order of its type.</summary>
    public static UserValue[] Values(UserSignedType type, JsonElement message) =>
    [
        .. type.Fields.Select(field => field.Kind switch
        {
            UserFieldKind.String => UserValue.Of(message.Text(field.Name)),
            UserFieldKind.Address => UserValue.Of(message.Address(field.Name)),
            UserFieldKind.UInt64 => UserValue.Of(message.Number(field.Name)),
            _ => UserValue.Of(message.GetProperty(field.Name).GetBoolean()),
        }),
    ];

    private static JsonElement Read(string path) => JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Offing.slnx")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("no Offing.slnx above the tests");
        }

        return folder.FullName;
    }
}
