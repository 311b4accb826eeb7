using System.Text;
using Offing.Primitives;
using Offing.Protocol.Codec;
using Offing.Sequencing;
using SequencePosition = Offing.Sequencing.SequencePosition;

namespace Offing.Node.Snapshots;

/// <summary>What a snapshot is of (spec/snapshot.md).</summary>
/// <param name="Record">The last record of the log in it.</param>
/// <param name="RecordHash">Of that record.</param>
/// <param name="Position">After that record.</param>
/// <param name="Epoch">Of the last start of a node.</param>
/// <param name="Batch">The last batch that was cut.</param>
/// <param name="StateRoot">Of the state after that record.</param>
public sealed record SnapshotHeader(
    Hash32 GenesisHash, Hash32 RulesHash, ulong Record, Hash32 RecordHash, SequencePosition Position,
    ulong Epoch, ulong Batch, Hash32 StateRoot)
{
    /// <summary>Bytes with the hash at the end.</summary>
    public const int SizeBytes = 8 + (4 * Hash32.SizeBytes) + (6 * sizeof(ulong)) + Hash32.SizeBytes;

    private const string Magic = "OFFSNAP1";

    /// <summary>Sequence number of the last entry in it.</summary>
    public ulong Seq => Position.NextSeq - 1;

    public byte[] Encode()
    {
        var writer = new ByteWriter(SizeBytes)
            .Bytes(Encoding.ASCII.GetBytes(Magic))
            .Hash(GenesisHash)
            .Hash(RulesHash)
            .U64(Record)
            .Hash(RecordHash)
            .U64(Position.NextSeq)
            .U64(Position.NextArrival)
            .U64(Position.LastTime.Milliseconds)
            .U64(Epoch)
            .U64(Batch)
            .Hash(StateRoot);
        return writer.Hash(Keccak.Hash(writer.Written)).ToArray();
    }

    /// <exception cref="CodecException">They are no header, or not the one that was written.</exception>
    public static SnapshotHeader Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes);
        if (!reader.Bytes(Magic.Length).SequenceEqual(Encoding.ASCII.GetBytes(Magic)))
        {
            throw new CodecException("it does not begin as a snapshot of this version");
        }

        var header = new SnapshotHeader(
            reader.Hash(), reader.Hash(), reader.U64(), reader.Hash(),
            new SequencePosition(reader.U64(), reader.U64(), new Time(reader.U64())), reader.U64(),
            reader.U64(), reader.Hash());
        var hash = Keccak.Hash(bytes[..reader.Position]);
        return reader.Hash() == hash
            ? header
            : throw new CodecException("its header is not what was written");
    }
}
