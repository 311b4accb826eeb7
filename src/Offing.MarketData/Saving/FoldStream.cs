using System.Buffers.Binary;
using Offing.Protocol.Codec;

namespace Offing.MarketData.Saving;

/// <summary>A saved fold is a row of pieces, each with its length before it.</summary>
internal sealed class FoldStream(Stream stream)
{
    private const int PieceMost_Bytes = 1 << 30;

    private readonly ByteWriter _writer = new(1 << 16);
    private byte[] _piece = new byte[1 << 16];

    public void Write(Action<ByteWriter> piece)
    {
        _writer.Clear();
        piece(_writer);
        Span<byte> length = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(length, (uint)_writer.Length);
        stream.Write(length);
        stream.Write(_writer.Written);
    }

    /// <summary>The next piece; good until the one after it is read.</summary>
    /// <exception cref="CodecException">It is not whole.</exception>
    public ReadOnlySpan<byte> Read()
    {
        Span<byte> length = stackalloc byte[sizeof(uint)];
        Fill(length);
        var count = BinaryPrimitives.ReadUInt32BigEndian(length);
        if (count > PieceMost_Bytes)
        {
            throw new CodecException($"a piece of {count} bytes");
        }

        if (_piece.Length < (int)count)
        {
            _piece = new byte[Math.Max((int)count, 2 * _piece.Length)];
        }

        Fill(_piece.AsSpan(0, (int)count));
        return _piece.AsSpan(0, (int)count);
    }

    private void Fill(Span<byte> into)
    {
        if (stream.ReadAtLeast(into, into.Length, throwOnEndOfStream: false) != into.Length)
        {
            throw new CodecException("the saved market data end too early");
        }
    }
}
