using System.Buffers.Binary;
using Offing.Primitives;
using Offing.Signing;

namespace Offing.Simulator.Chains;

/// <summary>A transaction as a chain reads it from the bytes that it is sent.</summary>
internal sealed record RawTransaction(
    Hash32 Hash, Address From, Address To, ulong Nonce, UInt128 MaxFee, byte[] Data)
{
    /// <summary>Reads an EIP-1559 transaction and recovers who signed it.</summary>
    public static RawTransaction Read(byte[] raw)
    {
        Check.That(raw[0] == 2);
        var items = Items(raw.AsMemory(1));
        Check.That(items.Count == 12);
        var rs = new byte[64];
        items[10].Span.CopyTo(rs.AsSpan(32 - items[10].Length));
        items[11].Span.CopyTo(rs.AsSpan(64 - items[11].Length));
        var isSigned = Signature.TryCreate(rs, (ulong)Number(items[9]), out var signature);
        Check.That(isSigned);
        var transaction = new Transaction1559
        {
            ChainId = (ulong)Number(items[0]),
            Nonce = (ulong)Number(items[1]),
            MaxPriorityFeePerGas = Number(items[2]),
            MaxFeePerGas = Number(items[3]),
            GasLimit = (ulong)Number(items[4]),
            To = new Address(items[5].Span),
            Value = Number(items[6]),
            Data = items[7],
        };
        var from = Secp256k1.Recover(transaction.SigningHash, signature);
        Check.That(from is not null);
        return new RawTransaction(
            Keccak.Hash(raw), from.Value, transaction.To.Value, transaction.Nonce, transaction.MaxFeePerGas,
            items[7].ToArray());
    }

    private static UInt128 Number(ReadOnlyMemory<byte> item)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        item.Span.CopyTo(bytes[(16 - item.Length)..]);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    // The items of a list: strings whole, an inner list with its contents.
    private static List<ReadOnlyMemory<byte>> Items(ReadOnlyMemory<byte> list)
    {
        var (start, length) = Extent(list.Span);
        var rest = list.Slice(start, length);
        var items = new List<ReadOnlyMemory<byte>>();
        while (!rest.IsEmpty)
        {
            (start, length) = Extent(rest.Span);
            items.Add(rest.Slice(start, length));
            rest = rest[(start + length)..];
        }

        return items;
    }

    private static (int Start, int Length) Extent(ReadOnlySpan<byte> item)
    {
        int head = item[0];
        return head switch
        {
            < 0x80 => (0, 1),
            <= 0xB7 => (1, head - 0x80),
            < 0xC0 => Long(item, head - 0xB7),
            <= 0xF7 => (1, head - 0xC0),
            _ => Long(item, head - 0xF7),
        };
    }

    private static (int Start, int Length) Long(ReadOnlySpan<byte> item, int digits)
    {
        var length = 0;
        foreach (var digit in item.Slice(1, digits))
        {
            length = (length << 8) | digit;
        }

        return (1 + digits, length);
    }
}
