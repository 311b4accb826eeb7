using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Offing.Primitives;

/// <summary>
/// Digests of strings that do not depend on each other, eight at a time where the processor can do that;
/// each is what <see cref="Keccak"/> gives. It belongs to one thread, and is used again and again.
/// </summary>
public sealed class KeccakBatch
{
    /// <summary>Strings that are digested together.</summary>
    public const int Width = 8;

    /// <summary>The longest string that <see cref="Add"/> takes: one block with its padding.</summary>
    public const int ShortMax_Bytes = KeccakSponge.RateBytes - 1;

    private readonly byte[] _blocks = new byte[Width * KeccakSponge.RateBytes];
    private KeccakWideState _state;

    /// <summary>Strings that were added since the last <see cref="Finish"/>.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the next must wait until these are digested.</summary>
    public bool IsFull => Count == Width;

    /// <summary>The place for the next string, which must be filled whole.</summary>
    /// <param name="length">At most <see cref="ShortMax_Bytes"/>.</param>
    public Span<byte> Add(int length)
    {
        Check.That(!IsFull && length <= ShortMax_Bytes);
        var block = _blocks.AsSpan(Count++ * KeccakSponge.RateBytes, KeccakSponge.RateBytes);
        block[length..].Clear();
        block[length] = 0x01;
        block[^1] |= 0x80;
        return block[..length];
    }

    /// <summary>The digests of the strings in the order in which they were added; then it is empty.</summary>
    public void Finish(Span<Hash32> digests)
    {
        if (Avx512F.IsSupported && Count > 1)
        {
            _state = default;
            KeccakWide.Absorb(ref _state, _blocks, KeccakSponge.RateBytes);
            Read(digests[..Count]);
        }
        else
        {
            for (var i = 0; i < Count; i++)
            {
                var block = _blocks.AsSpan(i * KeccakSponge.RateBytes, KeccakSponge.RateBytes);
                var state = default(KeccakState);
                for (var lane = 0; lane < KeccakSponge.RateBytes / sizeof(ulong); lane++)
                {
                    state[lane] = BinaryPrimitives.ReadUInt64LittleEndian(block[(lane * sizeof(ulong))..]);
                }

                KeccakPermutation.Permute(ref state);
                digests[i] = Digest(state[0], state[1], state[2], state[3]);
            }
        }

        Count = 0;
    }

    /// <summary>Digests of pieces of one length, which lie one behind the other.</summary>
    /// <param name="pieces">As many bytes as digests times <paramref name="length"/>.</param>
    public void Hash(ReadOnlySpan<byte> pieces, int length, Span<Hash32> digests)
    {
        Check.That(Count == 0 && pieces.Length == digests.Length * length);
        var done = 0;
        if (Avx512F.IsSupported)
        {
            for (; digests.Length - done >= Width; done += Width)
            {
                HashWide(pieces.Slice(done * length, Width * length), length);
                Read(digests.Slice(done, Width));
            }
        }

        for (; done < digests.Length; done++)
        {
            digests[done] = Keccak.Hash(pieces.Slice(done * length, length));
        }
    }

    private void HashWide(ReadOnlySpan<byte> pieces, int length)
    {
        const int rate = KeccakSponge.RateBytes;
        _state = default;
        var at = 0;
        for (; at + rate <= length; at += rate)
        {
            KeccakWide.Absorb(ref _state, pieces[at..], length);
        }

        // What is left of each, less than a block, with the padding.
        for (var i = 0; i < Width; i++)
        {
            pieces.Slice((i * length) + at, length - at).CopyTo(Add(length - at));
        }

        KeccakWide.Absorb(ref _state, _blocks, rate);
        Count = 0;
    }

    /// <summary>Digests of up to <see cref="Width"/> pieces of any lengths.</summary>
    /// <param name="bytes">In which they stand.</param>
    /// <param name="pieces">Where, each.</param>
    public void Hash(ReadOnlySpan<byte> bytes, ReadOnlySpan<Range> pieces, Span<Hash32> digests)
    {
        Check.That(Count == 0 && pieces.Length <= Width && digests.Length == pieces.Length);
        if (!Avx512F.IsSupported || pieces.Length == 1)
        {
            for (var i = 0; i < pieces.Length; i++)
            {
                digests[i] = Keccak.Hash(bytes[pieces[i]]);
            }

            return;
        }

        _state = default;
        var left = pieces.Length;
        for (var at = 0; left > 0; at += KeccakSponge.RateBytes)
        {
            Fill(bytes, pieces, at);
            KeccakWide.Absorb(ref _state, _blocks, KeccakSponge.RateBytes);
            for (var i = 0; i < pieces.Length; i++)
            {
                var rest = bytes[pieces[i]].Length - at;
                if (rest is >= 0 and < KeccakSponge.RateBytes)
                {
                    digests[i] = DigestOf(i);
                    left--;
                }
            }
        }
    }

    // The next block of each, the padding behind its last byte; what is over takes anything.
    private void Fill(ReadOnlySpan<byte> bytes, ReadOnlySpan<Range> pieces, int at)
    {
        const int rate = KeccakSponge.RateBytes;
        for (var i = 0; i < pieces.Length; i++)
        {
            var piece = bytes[pieces[i]];
            var block = _blocks.AsSpan(i * rate, rate);
            if (piece.Length - at >= rate)
            {
                piece.Slice(at, rate).CopyTo(block);
            }
            else if (piece.Length >= at)
            {
                var rest = piece[at..];
                rest.CopyTo(block);
                block[rest.Length..].Clear();
                block[rest.Length] = 0x01;
                block[^1] |= 0x80;
            }
        }
    }

    private void Read(Span<Hash32> digests)
    {
        for (var i = 0; i < digests.Length; i++)
        {
            digests[i] = DigestOf(i);
        }
    }

    private Hash32 DigestOf(int i) =>
        Digest(Word(_state[0], i), Word(_state[1], i), Word(_state[2], i), Word(_state[3], i));

    private static ulong Word(Vector512<ulong> lane, int i) =>
        Vector512.GetElement(lane, i);

    private static Hash32 Digest(ulong a, ulong b, ulong c, ulong d)
    {
        Span<byte> bytes = stackalloc byte[Hash32.SizeBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, a);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], b);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], c);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], d);
        return new Hash32(bytes);
    }
}
