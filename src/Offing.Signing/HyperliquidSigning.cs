using System.Buffers.Binary;
using Offing.Primitives;

namespace Offing.Signing;

/// <summary>The network letter inside an L1 action's signature; it does not follow from the URL.</summary>
public enum HyperliquidSource
{
    /// <summary>"a".</summary>
    Mainnet,

    /// <summary>"b".</summary>
    Testnet,
}

/// <summary>Digests of L1 actions: orders, cancels and all else that is hashed as MessagePack.</summary>
public static class HyperliquidSigning
{
    private const byte NoVault = 0x00;
    private const byte VaultFollows = 0x01;
    private const byte ExpiresAfterFollows = 0x00;

    private static readonly Hash32 AgentTypeHash =
        Eip712.TypeHash("Agent(string source,bytes32 connectionId)");
    private static readonly Hash32 MainnetHash = Keccak.Hash("a"u8);
    private static readonly Hash32 TestnetHash = Keccak.Hash("b"u8);

    /// <summary>The separator of the domain Exchange, version 1, chain 1337, contract zero.</summary>
    public static Hash32 L1DomainSeparator { get; } =
        Eip712.DomainSeparator("Exchange", "1", 1337, Address.Zero);

    /// <summary>
    /// The hash of an action: keccak(MessagePack, nonce, vault marker, vault, expiry marker, expiry).
    /// Numbers are 8 bytes big-endian. Without an expiry nothing at all stands for it.
    /// </summary>
    public static Hash32 ConnectionId(
        ReadOnlySpan<byte> msgpack, ulong nonce, Address? vault = null, ulong? expiresAfter = null)
    {
        var sponge = default(KeccakSponge);
        sponge.Absorb(msgpack);
        AbsorbNumber(ref sponge, nonce);
        if (vault is { } address)
        {
            Span<byte> bytes = stackalloc byte[1 + Address.SizeBytes];
            bytes[0] = VaultFollows;
            address.CopyTo(bytes[1..]);
            sponge.Absorb(bytes);
        }
        else
        {
            sponge.Absorb([NoVault]);
        }

        if (expiresAfter is { } time)
        {
            sponge.Absorb([ExpiresAfterFollows]);
            AbsorbNumber(ref sponge, time);
        }

        return sponge.Finish();
    }

    /// <summary>What an account or its agent signs for an action's hash.</summary>
    public static Hash32 L1Digest(Hash32 connectionId, HyperliquidSource source)
    {
        var agent = default(KeccakSponge);
        agent.Absorb(AgentTypeHash);
        agent.Absorb(source == HyperliquidSource.Mainnet ? MainnetHash : TestnetHash);
        agent.Absorb(connectionId);
        return Eip712.Digest(L1DomainSeparator, agent.Finish());
    }

    private static void AbsorbNumber(ref KeccakSponge sponge, ulong number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
        sponge.Absorb(bytes);
    }
}
