using System.Buffers.Binary;
using Offing.Primitives;

namespace Offing.Acceptance.Tests;

/// <summary>Changes of parameters by the operator.</summary>
internal static class OperatorWords
{
    // "change fees 500000 -100000", "change cap BTC 1000000", "change reduce-only BTC",
    // "change open BTC", "change delist BTC in 2h", all by the operator
    public static void Change(Stage stage, Words words)
    {
        var bytes = new List<byte>();
        var kind = words.Next();
        switch (kind)
        {
            case "fees":
                Put(bytes, 2, 2);
                Put(bytes, (long)words.Whole(), 8);
                Put(bytes, words.Take("less") ? -(long)words.Whole() : (long)words.Whole(), 8);
                Put(bytes, 0, 1);
                break;
            case "cap":
                Put(bytes, 3, 2);
                Put(bytes, stage.Names.Market(words.Next()).Value, 4);
                Put(bytes, (long)words.Whole() * 1_000_000, 8);
                Put(bytes, 0, 16);
                break;
            case "leverage":
                Put(bytes, 1, 2);
                Put(bytes, stage.Names.Market(words.Next()).Value, 4);
                Put(bytes, (long)words.Whole(), 4);
                Put(bytes, 0, 1);
                break;
            case "reduce-only" or "open":
                Put(bytes, 4, 2);
                Put(bytes, stage.Names.Market(words.Next()).Value, 4);
                Put(bytes, kind == "open" ? 0 : 1, 1);
                break;
            default:
                Put(bytes, 5, 2);
                Put(bytes, stage.Names.Market(words.Next()).Value, 4);
                words.Must("in");
                Put(bytes, (long)(stage.Now_Ms + words.Duration_Ms()), 8);
                break;
        }

        var sender = words.Take("by") ? stage.Names.Actor(words.Next()).Signer : stage.Operator;
        stage.Request(sender, [.. bytes]);
    }

    private static void Put(List<byte> bytes, long value, int width)
    {
        Span<byte> word = stackalloc byte[16];
        BinaryPrimitives.WriteInt128BigEndian(word, value);
        bytes.AddRange(word[^width..]);
    }
}
