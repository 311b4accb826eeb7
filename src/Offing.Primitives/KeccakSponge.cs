using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Offing.Primitives;

/// <summary>
/// Keccak-256 fed piece by piece without allocation: <see cref="Absorb"/> any number of times, then
/// <see cref="Finish"/> once. A mutable value: pass it by reference, and start every digest from default.
/// </summary>
public struct KeccakSponge
{
    internal const int RateBytes = 136;

    private KeccakState _state;
    private int _filled;
    private bool _finished;

    /// <summary>Appends <paramref name="data"/> to what is hashed.</summary>
    public void Absorb(ReadOnlySpan<byte> data)
    {
        Check.That(!_finished);
        while (data.Length > 0)
        {
            // Whole words while word-aligned: the byte path only serves the ragged ends of pieces.
            var aligned = (_filled & 7) == 0 && data.Length >= sizeof(ulong);
            var step = aligned ? sizeof(ulong) : 1;
            var word = aligned
                ? BinaryPrimitives.ReadUInt64LittleEndian(data)
                : (ulong)data[0] << (8 * (_filled & 7));
            _state[_filled >> 3] ^= word;
            _filled += step;
            data = data[step..];
            if (_filled == RateBytes)
            {
                KeccakPermutation.Permute(ref _state);
                _filled = 0;
            }
        }
    }

    /// <summary>Appends the 32 bytes of a digest.</summary>
    public void Absorb(Hash32 hash)
    {
        Span<byte> bytes = stackalloc byte[Hash32.SizeBytes];
        hash.CopyTo(bytes);
        Absorb(bytes);
    }

    /// <summary>Pads and writes the 32-byte digest; nothing can be absorbed after it.</summary>
    public void Finish(Span<byte> digest)
    {
        Check.That(!_finished);
        _finished = true;
        _state[_filled >> 3] ^= 0x01UL << (8 * (_filled & 7));
        _state[(RateBytes / sizeof(ulong)) - 1] ^= 0x80UL << 56;
        KeccakPermutation.Permute(ref _state);
        for (var i = 0; i < Hash32.SizeBytes / sizeof(ulong); i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(digest[(i * sizeof(ulong))..], _state[i]);
        }
    }

    /// <summary>Pads and returns the digest; nothing can be absorbed after it.</summary>
    public Hash32 Finish()
    {
        Span<byte> digest = stackalloc byte[Hash32.SizeBytes];
        Finish(digest);
        return new Hash32(digest);
    }
}

/// <summary>The 25 lanes; lane x + 5y of the reference.</summary>
[InlineArray(25)]
internal struct KeccakState
{
    private ulong _lane0;
}
