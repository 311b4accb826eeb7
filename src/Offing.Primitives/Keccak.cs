namespace Offing.Primitives;

/// <summary>
/// Keccak-256 with the original padding byte 0x01, as Ethereum uses it (not SHA3-256, whose byte is 0x06).
/// Source: the Keccak reference, version 3.0; vectors in the tests.
/// </summary>
public static class Keccak
{
    /// <summary>The digest of <paramref name="data"/>.</summary>
    public static Hash32 Hash(ReadOnlySpan<byte> data)
    {
        var sponge = default(KeccakSponge);
        sponge.Absorb(data);
        return sponge.Finish();
    }

    /// <summary>The digest of two strings of bytes, one after the other.</summary>
    public static Hash32 Hash(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var sponge = default(KeccakSponge);
        sponge.Absorb(first);
        sponge.Absorb(second);
        return sponge.Finish();
    }

    /// <summary>The digest of two digests, one after the other: a node of a tree.</summary>
    public static Hash32 Hash(Hash32 first, Hash32 second)
    {
        var sponge = default(KeccakSponge);
        sponge.Absorb(first);
        sponge.Absorb(second);
        return sponge.Finish();
    }

    /// <summary>Writes the 32-byte digest of <paramref name="data"/> to <paramref name="digest"/>.</summary>
    public static void HashTo(ReadOnlySpan<byte> data, Span<byte> digest)
    {
        var sponge = default(KeccakSponge);
        sponge.Absorb(data);
        sponge.Finish(digest);
    }
}
