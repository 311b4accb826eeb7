using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
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

        Value(ref reader, bytes, new MessagePackWriter(bytes));
        if (reader.Read())
        {
            throw new WireException(RejectCode.Malformed, "bytes after the end of the action");
        }

        return bytes.ToArray();
    }

    private static void Value(ref Utf8JsonReader reader, ByteWriter bytes, MessagePackWriter writer)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                Object(ref reader, bytes, writer);
                break;
            case JsonTokenType.StartArray:
                Array(ref reader, bytes, writer);
                break;
            case JsonTokenType.String:
                Text(ref reader, writer);
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

    // How many items there are is known at their end: the head is written for none, and mended then.
    private static void Array(ref Utf8JsonReader reader, ByteWriter bytes, MessagePackWriter writer)
    {
        var head = bytes.Length;
        var count = 0;
        writer.Array(0);
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++)
        {
            Value(ref reader, bytes, writer);
        }

        Mend(bytes, head, count, 0x90, 0xDC);
    }

    private static void Object(ref Utf8JsonReader reader, ByteWriter bytes, MessagePackWriter writer)
    {
        var head = bytes.Length;
        var keys = new KeyPlaces(stackalloc (int, int)[KeyPlaces.Few]);
        writer.Map(0);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var start = bytes.Length;
            Text(ref reader, writer);
            if (!keys.TryAdd(bytes.Written, start))
            {
                throw new WireException(
                    RejectCode.DuplicateKey, $"the key {reader.GetString()} stands twice in one object");
            }

            reader.Read();
            Value(ref reader, bytes, writer);
        }

        Mend(bytes, head, keys.Count, 0x80, 0xDE);
    }

    private static void Text(ref Utf8JsonReader reader, MessagePackWriter writer)
    {
        if (reader.ValueIsEscaped)
        {
            // Only this knows the escapes; half a surrogate pair is an InvalidOperationException.
            var utf8 = Encoding.UTF8.GetBytes(reader.GetString()!);
            MustFit(utf8.Length);
            writer.String(utf8);
            return;
        }

        MustFit(reader.ValueSpan.Length);
        if (!Utf8.IsValid(reader.ValueSpan))
        {
            throw new InvalidOperationException("not UTF-8");
        }

        writer.String(reader.ValueSpan);
    }

    private static void MustFit(int bytes)
    {
        if (bytes > ushort.MaxValue)
        {
            throw new WireException(RejectCode.TooLong, "a string is too long");
        }
    }

    private static void Mend(ByteWriter bytes, int head, int count, byte small, byte large)
    {
        if (count > ushort.MaxValue)
        {
            throw new WireException(RejectCode.TooLong, "an object or list is too long");
        }

        if (count <= 15)
        {
            bytes.Set(head, (byte)(small | count));
            return;
        }

        bytes.Insert(head + 1, 2);
        bytes.Set(head, large);
        bytes.Set(head + 1, (byte)(count >> 8));
        bytes.Set(head + 2, (byte)count);
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
