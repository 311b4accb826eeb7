using Offing.Commitment.Batches;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Codec;

namespace Offing.Node.Batches;

/// <summary>Headers and withdrawals of batches as a snapshot holds them (spec/snapshot.md).</summary>
internal static class SavedBatches
{
    /// <summary>Those of a section, in order.</summary>
    /// <exception cref="CodecException">It is not what was written.</exception>
    public static IReadOnlyList<(BatchHeader Header, List<WithdrawalLeaf> Withdrawals)> Of(
        ReadOnlySpan<byte> from)
    {
        var reader = new ByteReader(from);
        var saved = new List<(BatchHeader, List<WithdrawalLeaf>)>();
        for (var left = reader.VarUInt(); left > 0; left--)
        {
            var header = BatchHeader.Decode(reader.Bytes(BatchHeader.SizeBytes));
            saved.Add((header, Read(ref reader)));
        }

        reader.End();
        return saved;
    }

    public static void Write(ByteWriter writer, IReadOnlyList<WithdrawalLeaf> leaves)
    {
        writer.VarUInt((ulong)leaves.Count);
        foreach (var leaf in leaves)
        {
            writer.VarUInt(leaf.Index).Address(leaf.Owner).VarInt(leaf.Amount.Value);
        }
    }

    public static List<WithdrawalLeaf> Read(ref ByteReader reader)
    {
        var leaves = new List<WithdrawalLeaf>();
        for (var left = reader.VarUInt(); left > 0; left--)
        {
            leaves.Add(new WithdrawalLeaf(
                reader.VarUInt(), reader.Address(), new MicroUsd(reader.VarInt())));
        }

        return leaves;
    }
}
