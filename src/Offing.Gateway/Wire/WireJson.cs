using System.Buffers;
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

    /// <summary>A request of ours: eight levels, no comments, no trailing commas, no key twice.</summary>
    public static readonly JsonDocumentOptions Request =
        new() { MaxDepth = 12, AllowDuplicateProperties = false };

    private static readonly JsonWriterOptions Writing =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    // Of each thread, for answers that are made thousands of times a second.
    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer)? _own;

    /// <summary>What is written by hand: for the few answers that many wait for.</summary>
    /// <param name="write">Must write one whole value, and not come here again meanwhile.</param>
    public static byte[] Written<T>(T of, Action<Utf8JsonWriter, T> write)
    {
        if (_own is not { } own)
        {
            var buffer = new ArrayBufferWriter<byte>(1_024);
            _own = own = (buffer, new Utf8JsonWriter(buffer, Writing));
        }

        own.Buffer.ResetWrittenCount();
        own.Writer.Reset(own.Buffer);
        write(own.Writer, of);
        own.Writer.Flush();
        return own.Buffer.WrittenSpan.ToArray();
    }

    public static byte[] Bytes(object? value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    public static JsonElement Element(object? value) => JsonSerializer.SerializeToElement(value, Options);
}
