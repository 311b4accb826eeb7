using System.Buffers.Binary;
using System.Text;
using Offing.Primitives;

namespace Offing.Acceptance.Tests;

/// <summary>Changes of parameters by the operator.</summary>
internal static class OperatorWords
{
    // "change fees 500000 -100000", "change cap BTC 1000000", "change reduce-only BTC",
    // "change open BTC", "change delist BTC in 2h", "change list NEW leverage 10 cap 50000",
    // "change operator as alice", whom the chain's operator handed its place to;
    // "change publisher 3 is p3 quorum 2", "change publisher 1 is nobody quorum 2", all by the operator
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
            case "operator":
                Put(bytes, 9, 2);
                break;
            case "reduce-only" or "open":
                Put(bytes, 4, 2);
                Put(bytes, stage.Names.Market(words.Next()).Value, 4);
                Put(bytes, kind == "open" ? 0 : 1, 1);
                break;
            case "list":
                List(bytes, words);
                break;
            case "publisher":
                Put(bytes, 8, 2);
                Put(bytes, (long)words.Whole(), 1);
                words.Must("is");
                var key = words.Take("nobody") ? Address.Zero : stage.Names.Actor(words.Next()).Signer;
                Span<byte> address = stackalloc byte[Address.SizeBytes];
                key.CopyTo(address);
                bytes.AddRange(address);
                words.Must("quorum");
                Put(bytes, (long)words.Whole(), 1);
                break;
            default:
                Put(bytes, 5, 2);
                Put(bytes, stage.Names.Market(words.Next()).Value, 4);
                words.Must("in");
                Put(bytes, (long)(stage.Now_Ms + words.Duration_Ms()), 8);
                break;
        }

        var follower = words.Take("as") ? stage.Names.Actor(words.Next()).Signer : stage.Operator;
        var sender = words.Take("by") ? stage.Names.Actor(words.Next()).Signer : follower;
        stage.Request(follower, sender, [.. bytes]);
    }

    // "list NEW leverage 10 cap 50000": 4 decimals of size, ticks of 0.01, bands as of the other markets
    private static void List(List<byte> bytes, Words words)
    {
        var name = words.Next();
        words.Must("leverage");
        var leverage = (long)words.Whole();
        words.Must("cap");
        Put(bytes, 7, 2);
        Put(bytes, 4, 1);
        Put(bytes, leverage, 4);
        Put(bytes, 100_000_000, 8);
        Put(bytes, 800_000_000, 8);
        Put(bytes, Limits.OrderMaxNotional_MicroUsd, 8);
        Put(bytes, (long)words.Whole() * 1_000_000, 8);
        Put(bytes, 0, 8 + 8);
        Put(bytes, 0, 1);
        Put(bytes, name.Length, 1);
        bytes.AddRange(Encoding.UTF8.GetBytes(name));
    }

    private static void Put(List<byte> bytes, long value, int width)
    {
        Span<byte> word = stackalloc byte[16];
        BinaryPrimitives.WriteInt128BigEndian(word, value);
        bytes.AddRange(word[^width..]);
    }
}
