using System.Text.Json;

namespace Offing.Gateway.Streams;

/// <summary>
/// Reads the message that carries an action, without a tree of it. Whatever is out of the common takes the
/// way of all other messages, which knows what to say of it.
/// </summary>
internal static class PostMessage
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 12 };

    /// <summary>The id of a post of an action, and where its payload stands.</summary>
    /// <param name="isNative">Whether the native acknowledgement is asked for.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> message, out ulong id, out Range payload, out bool isNative)
    {
        (id, payload, isNative) = (0, default, false);
        try
        {
            var reader = new Utf8JsonReader(message, Options);
            return TryRead(ref reader, ref id, ref payload, ref isNative) && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool TryRead(
        ref Utf8JsonReader reader, ref ulong id, ref Range payload, ref bool isNative)
    {
        var seen = 0;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.ValueTextEquals("method"u8) ? 1 : reader.ValueTextEquals("id"u8) ? 2
                : reader.ValueTextEquals("request"u8) ? 4 : 0;
            reader.Read();
            var isGood = key switch
            {
                1 => reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("post"u8),
                2 => reader.TokenType == JsonTokenType.Number && reader.TryGetUInt64(out id),
                4 => TryReadRequest(ref reader, ref payload, ref isNative),
                _ => false,
            };
            if (!isGood || (seen & key) != 0)
            {
                return false;
            }

            seen |= key;
        }

        return seen == 7;
    }

    private static bool TryReadRequest(
        ref Utf8JsonReader reader, ref Range payload, ref bool isNative)
    {
        var seen = 0;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.ValueTextEquals("type"u8) ? 1 : reader.ValueTextEquals("payload"u8) ? 2 : 0;
            reader.Read();
            if (key == 0 || (seen & key) != 0 || (key == 1 && !IsAction(ref reader, ref isNative)))
            {
                return false;
            }

            if (key == 2)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                payload = start..(int)reader.BytesConsumed;
            }

            seen |= key;
        }

        return seen == 3;
    }

    private static bool IsAction(ref Utf8JsonReader reader, ref bool isNative)
    {
        isNative = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("native"u8);
        return isNative
            || (reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("action"u8));
    }
}
