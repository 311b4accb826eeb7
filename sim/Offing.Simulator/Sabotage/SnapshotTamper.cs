using System.Buffers.Binary;
using Offing.Commitment.State;
using Offing.Log.Testing;
using Offing.Node.Snapshots;
using Offing.Primitives;

namespace Offing.Simulator.Sabotage;

/// <summary>A maker of snapshots that forgets a leaf, and hashes what is left as if all were there.</summary>
internal static class SnapshotTamper
{
    private const int SectionHead_Bytes = 1 + sizeof(ulong);
    private const int LeafHead_Bytes = 1 + sizeof(uint);

    /// <summary>Takes one leaf of the kind out of the state's section, the first of the file.</summary>
    public static void DropLeaf(MemoryDisk disk, string name, LeafKind kind)
    {
        var bytes = disk.Snapshot(name);
        var at = SnapshotHeader.SizeBytes;
        var length = (int)BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(at + 1));
        var state = bytes.AsSpan(at + SectionHead_Bytes, length).ToArray();
        var rest = bytes[(at + SectionHead_Bytes + length + Hash32.SizeBytes)..^Hash32.SizeBytes];
        List<byte[]> sections = [Section(bytes[at], Without(state, kind))];
        for (var from = 0; from < rest.Length;)
        {
            var step = SectionHead_Bytes + Hash32.SizeBytes
                + (int)BinaryPrimitives.ReadInt64BigEndian(rest.AsSpan(from + 1));
            sections.Add(rest[from..(from + step)]);
            from += step;
        }

        byte[] header = bytes[..at];
        var hashes = sections.SelectMany(section => section[^Hash32.SizeBytes..]).ToArray();
        var file = disk.Open(name);
        byte[] all = [.. header, .. sections.SelectMany(section => section),
            .. Keccak.Hash(header, hashes).ToArray()];
        file.Truncate(0);
        file.Write(0, all);
        file.Sync();
    }

    private static byte[] Section(byte kind, byte[] bytes)
    {
        var head = new byte[SectionHead_Bytes];
        head[0] = kind;
        BinaryPrimitives.WriteInt64BigEndian(head.AsSpan(1), bytes.Length);
        return [.. head, .. bytes, .. Keccak.Hash(bytes, head).ToArray()];
    }

    private static byte[] Without(byte[] state, LeafKind kind)
    {
        for (var from = 0; from < state.Length;)
        {
            var step = LeafHead_Bytes + (int)BinaryPrimitives.ReadUInt32BigEndian(state.AsSpan(from + 1));
            if (state[from] == (byte)kind)
            {
                return [.. state[..from], .. state[(from + step)..]];
            }

            from += step;
        }

        return state;
    }
}
