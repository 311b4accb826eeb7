using System.Buffers.Binary;
using Offing.Commitment.State;
using Offing.Protocol.Codec;

namespace Offing.Node.Snapshots;

/// <summary>Leaves of a state in a stream: kind, length, bytes.</summary>
internal sealed class LeafStream(Stream stream) : ILeafSink
{
    private const int HeadBytes = 1 + sizeof(uint);

    /// <inheritdoc/>
    public void Take(LeafKind kind, ReadOnlySpan<byte> bytes)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        head[0] = (byte)kind;
        BinaryPrimitives.WriteUInt32BigEndian(head[1..], (uint)bytes.Length);
        stream.Write(head);
        stream.Write(bytes);
    }

    /// <summary>Gives all of them to a sink.</summary>
    /// <exception cref="CodecException">The last one is not whole.</exception>
    public static void Read(Stream from, ILeafSink sink)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        var bytes = new byte[4_096];
        while (true)
        {
            var found = from.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            if (found == 0)
            {
                return;
            }

            var length = BinaryPrimitives.ReadUInt32BigEndian(head[1..]);
            if (found != head.Length || length > from.Length)
            {
                throw new CodecException("a leaf is not whole");
            }

            bytes = bytes.Length < (int)length ? new byte[length] : bytes;
            from.ReadExactly(bytes, 0, (int)length);
            sink.Take((LeafKind)head[0], bytes.AsSpan(0, (int)length));
        }
    }
}
