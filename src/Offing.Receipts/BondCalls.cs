using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Signing;

namespace Offing.Receipts;

/// <summary>Input of the calls that show a broken promise, or a kept one, to the receipt bond.</summary>
public static class BondCalls
{
    private const string ReceiptTuple =
        "((uint64,uint64,uint64,uint32,bytes32,bytes32,uint64),uint64,uint64,bytes32,bytes32[],"
        + "bytes32,bytes32,uint8)";

    private const string HeaderTuple =
        "(uint64,bytes32,bytes32,uint64,uint64,bytes32,bytes32,bytes32,uint64,bytes32,uint64,uint64,bytes32)";

    /// <summary>Two leaves for one sequence number.</summary>
    public static byte[] SlashTwoLeaves(Receipt one, Receipt other) =>
        AbiWriter.Call($"slashTwoLeaves({ReceiptTuple},{ReceiptTuple})")
            .Struct(Fields(one)).Struct(Fields(other)).Build();

    /// <summary>A posted batch that carries another leaf at the receipt's place.</summary>
    /// <param name="siblings">Of <paramref name="posted"/> in the batch, from the leaf up.</param>
    public static byte[] SlashPosted(
        Receipt receipt, BatchHeader header, Hash32 posted, IReadOnlyList<Hash32> siblings) =>
        Header(AbiWriter.Call($"slashPosted({ReceiptTuple},{HeaderTuple},bytes32,bytes32[])")
            .Struct(Fields(receipt)), header)
            .Bytes32(posted).Bytes32Array(siblings.ToArray()).Build();

    /// <summary>An entry that was not posted by its deadline.</summary>
    public static byte[] Challenge(Receipt receipt) =>
        AbiWriter.Call($"challenge({ReceiptTuple})").Struct(Fields(receipt)).Build();

    /// <summary>The batch that carries a challenged entry.</summary>
    /// <param name="siblings">Of its leaf in the batch, from the leaf up.</param>
    public static byte[] Answer(ulong seq, BatchHeader header, IReadOnlyList<Hash32> siblings) =>
        Header(AbiWriter.Call($"answer(uint64,{HeaderTuple},bytes32[])").UInt(seq), header)
            .Bytes32Array(siblings.ToArray()).Build();

    /// <summary>The end of a challenge that nobody answered in time.</summary>
    public static byte[] Conclude(ulong seq) => AbiWriter.Call("conclude(uint64)").UInt(seq).Build();

    private static AbiWriter Fields(Receipt receipt)
    {
        var bytes = receipt.Signature.ToArray();
        var batch = receipt.Batch;
        return AbiWriter.Arguments()
            .UInt(batch.Record).UInt(batch.Epoch).UInt(batch.FirstSeq).UInt(batch.Count)
            .Bytes32(batch.PreviousHash).Bytes32(batch.Root).UInt(batch.Deadline)
            .UInt(receipt.Seq).UInt(receipt.Arrival).Bytes32(receipt.EntryHash)
            .Bytes32Array(receipt.Siblings.ToArray())
            .Bytes32(new Hash32(bytes.AsSpan(0, Hash32.SizeBytes)))
            .Bytes32(new Hash32(bytes.AsSpan(Hash32.SizeBytes, Hash32.SizeBytes)))
            .UInt((UInt128)receipt.Signature.V);
    }

    private static AbiWriter Header(AbiWriter writer, BatchHeader header)
    {
        var words = header.Encode();
        for (var offset = 0; offset < words.Length; offset += Hash32.SizeBytes)
        {
            writer.Bytes32(new Hash32(words.AsSpan(offset, Hash32.SizeBytes)));
        }

        return writer;
    }
}
