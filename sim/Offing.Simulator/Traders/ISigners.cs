using System.Buffers.Binary;
using Offing.Gateway;
using Offing.Primitives;
using Offing.Signing;
using Offing.Simulator.Worlds;

namespace Offing.Simulator.Traders;

/// <summary>The keys of a world: who signs, and how the door finds out who did.</summary>
internal interface ISigners : ISignatures
{
    Address AddressOf(int key);

    Signature Sign(int key, Hash32 digest);
}

/// <summary>libsecp256k1, as in production.</summary>
internal sealed class RealSigners(ulong seed) : ISigners
{
    private readonly Dictionary<int, PrivateKey> _keys = [];

    public Address AddressOf(int key) => KeyOf(key).Address;

    public Signature Sign(int key, Hash32 digest) => Secp256k1.Sign(digest, KeyOf(key));

    public Address? SignerOf(Hash32 digest, Signature signature) => Secp256k1.Recover(digest, signature);

    private PrivateKey KeyOf(int key)
    {
        if (!_keys.TryGetValue(key, out var found))
        {
            _keys[key] = found = PrivateKey.FromSeed($"offing simulator {seed} {key}");
        }

        return found;
    }
}

/// <summary>
/// The twin of a signature: r is a sum over digest and signer, s is the signer. Anybody can forge one, so it
/// is for worlds in which nobody does.
/// </summary>
internal sealed class CheapSigners(ulong seed) : ISigners
{
    public Address AddressOf(int key)
    {
        var bytes = new byte[Address.SizeBytes];
        var random = new SimRandom(seed ^ ((ulong)key << 32));
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(4), random.Next());
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(12), random.Next());
        bytes[0] = 0xAB;
        return new Address(bytes);
    }

    public Signature Sign(int key, Hash32 digest)
    {
        Span<byte> rs = stackalloc byte[64];
        rs.Clear();
        AddressOf(key).CopyTo(rs[44..]);
        BinaryPrimitives.WriteUInt64BigEndian(rs[8..], Sum(digest, rs[44..]));
        Check.That(Signature.TryCreate(rs, 0, out var signature));
        return signature;
    }

    public Address? SignerOf(Hash32 digest, Signature signature)
    {
        Span<byte> bytes = stackalloc byte[Signature.SizeBytes];
        signature.CopyTo(bytes);
        return BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]) == Sum(digest, bytes[44..64])
            ? new Address(bytes[44..64])
            : null;
    }

    private static ulong Sum(Hash32 digest, ReadOnlySpan<byte> signer)
    {
        Span<byte> bytes = stackalloc byte[Hash32.SizeBytes + Address.SizeBytes];
        digest.CopyTo(bytes);
        signer.CopyTo(bytes[Hash32.SizeBytes..]);
        return Trace.Short(bytes) | 1;
    }
}
