using System.Globalization;
using System.Text.Json;
using Offing.Primitives;

namespace Offing.Commitment.Tests.Vectors;

/// <summary>A file of spec/vectors, which another implementation wrote.</summary>
internal static class VectorFile
{
    public static JsonElement Read(string name)
    {
        var path = Path.Combine(RepositoryRoot(), "spec", "vectors", name);
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.Clone();
    }

    /// <summary>The folder of the solution, above the folder that the tests run in.</summary>
    public static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Offing.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("no Offing.slnx above the tests");
        }

        return folder.FullName;
    }

    public static Hash32 Hash(this JsonElement item, string name) => Hash32.Parse(item.Text(name));

    public static Hash32[] Hashes(this JsonElement item, string name) =>
        [.. item.Items(name).Select(hash => Hash32.Parse(hash.GetString()!))];

    public static byte[] Bytes(this JsonElement item, string name) => Hex.Decode(item.Text(name));

    public static Address Address(this JsonElement item, string name) =>
        Primitives.Address.Parse(item.Text(name));

    public static ulong U64(this JsonElement item, string name) =>
        ulong.Parse(item.Text(name), CultureInfo.InvariantCulture);

    public static UInt128[] U128s(this JsonElement item, string name) =>
        [.. item.Items(name).Select(n => UInt128.Parse(n.GetString()!, CultureInfo.InvariantCulture))];

    public static IEnumerable<JsonElement> Items(this JsonElement item, string name) =>
        item.GetProperty(name).EnumerateArray();

    private static string Text(this JsonElement item, string name) => item.GetProperty(name).GetString()!;
}
