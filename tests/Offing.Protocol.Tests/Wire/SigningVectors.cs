using System.Text.Json;

namespace Offing.Protocol.Tests.Wire;

/// <summary>
/// The shared vectors that three client libraries agree on, when they lie beside the repository.
/// </summary>
internal static class SigningVectors
{
    public static JsonElement? Load()
    {
        var file = Path.Combine(Repository.Root, "..", "shared", "vectors", "hyperliquid-signing.json");
        if (!File.Exists(file))
        {
            Console.WriteLine("skipped: ../shared/vectors is not there");
            return null;
        }

        return JsonDocument.Parse(File.ReadAllBytes(file)).RootElement;
    }
}
