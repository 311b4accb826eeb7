using System.Text.Encodings.Web;
using System.Text.Json;

namespace Offing.Gateway.Wire;

/// <summary>
/// JSON as this wire writes it: property names as they stand, nulls written unless a shape says otherwise.
/// </summary>
internal static class WireJson
{
    // Relaxed is safe: every answer is application/json, never part of a page.
    private static readonly JsonSerializerOptions Options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The same for who writes by hand.</summary>
    public static readonly JsonWriterOptions WriterOptions =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A request of ours: eight levels, no comments, no trailing commas, no key twice.</summary>
    public static readonly JsonDocumentOptions Request =
        new() { MaxDepth = 12, AllowDuplicateProperties = false };

    public static byte[] Bytes(object? value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    public static JsonElement Element(object? value) => JsonSerializer.SerializeToElement(value, Options);
}
