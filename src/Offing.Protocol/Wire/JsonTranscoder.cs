using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Offing.Primitives;
using Offing.Protocol.Codec;

namespace Offing.Protocol.Wire;

/// <summary>
/// The JSON of an action to the MessagePack that its signature covers: keys in the order received, strings as
/// received. What is executed is parsed from the result, so that no second reading of the text exists.
/// </summary>
public static class JsonTranscoder
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = Limits.ActionDepth };

    /// <summary>
    /// Transcodes exactly one JSON object. Refused: over <see cref="Limits.ActionMax_Bytes"/>, depth over
    /// <see cref="Limits.ActionDepth"/>, a key twice in one object, exponents, integers over 64 bits,
    /// anything after the end.
    /// </summary>
    public static bool TryTranscode(
        ReadOnlySpan<byte> json,
        [NotNullWhen(true)] out byte[]? messagePack,
        [NotNullWhen(false)] out WireError? error)
    {
        messagePack = null;
        error = null;
        if (json.Length > Limits.ActionMax_Bytes)
        {
            error = new(
                RejectCode.TooLong, $"the action has {json.Length} bytes, over {Limits.ActionMax_Bytes}");
            return false;
        }

        try
        {
            messagePack = Transcode(json);
            return true;
        }
        catch (WireException refused)
        {
            error = refused.Error;
        }
        catch (JsonException broken)
        {
            error = DepthOf(json) > Limits.ActionDepth
                ? new(RejectCode.TooDeep, $"the action is nested deeper than {Limits.ActionDepth}")
                : new(RejectCode.Malformed, $"not JSON at byte {broken.BytePositionInLine}");
        }
        catch (InvalidOperationException)
        {
            error = new(RejectCode.Malformed, "a string is not valid Unicode");
        }

        return false;
    }

    private static byte[] Transcode(ReadOnlySpan<byte> json)
    {
        var bytes = new ByteWriter(json.Length + 1);
        var reader = new Utf8JsonReader(json, Options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new WireException(RejectCode.Malformed, "the action must be an object");
        }

        Value(ref reader, new MessagePackWriter(bytes));
        if (reader.Read())
        {
            throw new WireException(RejectCode.Malformed, "bytes after the end of the action");
        }

        return bytes.ToArray();
    }

    private static void Value(ref Utf8JsonReader reader, MessagePackWriter writer)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                Object(ref reader, writer);
                break;
            case JsonTokenType.StartArray:
                writer.Array(CountItems(reader));
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    Value(ref reader, writer);
                }

                break;
            case JsonTokenType.String:
                writer.String(Text(ref reader));
                break;
            case JsonTokenType.Number:
                Number(ref reader, writer);
                break;
            case JsonTokenType.True or JsonTokenType.False:
                writer.Bool(reader.TokenType == JsonTokenType.True);
                break;
            default:
                writer.Nil();
                break;
        }
    }

    private static void Object(ref Utf8JsonReader reader, MessagePackWriter writer)
    {
        writer.Map(CountItems(reader));
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var key = Text(ref reader);
            if (!keys.Add(key))
            {
                throw new WireException(RejectCode.DuplicateKey, $"the key {key} stands twice in one object");
            }

            writer.String(key);
            reader.Read();
            Value(ref reader, writer);
        }
    }

    private static string Text(ref Utf8JsonReader reader)
    {
        var text = reader.GetString()!;
        return Encoding.UTF8.GetByteCount(text) <= ushort.MaxValue
            ? text
            : throw new WireException(RejectCode.TooLong, "a string is too long");
    }

    private static void Number(ref Utf8JsonReader reader, MessagePackWriter writer)
    {
        if (reader.TryGetUInt64(out var whole))
        {
            writer.UInt(whole);
        }
        else if (reader.TryGetInt64(out var negative))
        {
            writer.Int(negative);
        }
        else if (reader.ValueSpan.Contains((byte)'.') && reader.ValueSpan.IndexOfAny((byte)'e', (byte)'E') < 0
            && reader.TryGetDouble(out var fraction) && double.IsFinite(fraction))
        {
            writer.Float64(fraction);
        }
        else
        {
            throw new WireException(RejectCode.BadNumber, "a number has an exponent or more than 64 bits");
        }
    }

    // Items of the object or list at which a copy of the reader stands; skipping a key skips its value too.
    private static int CountItems(Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        var count = 0;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            reader.Skip();
            count++;
        }

        return count <= ushort.MaxValue
            ? count
            : throw new WireException(RejectCode.TooLong, "an object or list is too long");
    }

    private static int DepthOf(ReadOnlySpan<byte> json)
    {
        var (depth, deepest) = (0, 0);
        foreach (var character in json)
        {
            depth += character is (byte)'{' or (byte)'[' ? 1 : character is (byte)'}' or (byte)']' ? -1 : 0;
            deepest = Math.Max(deepest, depth);
        }

        return deepest;
    }
}
