using System.Text;
using Offing.Primitives;

namespace Offing.Signing;

/// <summary>Typed structured data of EIP-712: what wallets show and sign.</summary>
public static class Eip712
{
    private static readonly Hash32 DomainTypeHash = TypeHash(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    /// <summary>The digest of a type's signature, such as <c>Mail(address to,string text)</c>.</summary>
    public static Hash32 TypeHash(string encodedType) => Keccak.Hash(Encoding.ASCII.GetBytes(encodedType));

    /// <summary>The separator of a domain with these four fields, in this order.</summary>
    public static Hash32 DomainSeparator(string name, string version, ulong chainId, Address contract) =>
        new StructHasher(DomainTypeHash)
            .String(name).String(version).UInt(chainId).Address(contract).Finish();

    /// <summary>What is signed: keccak(0x1901, separator, hash of the struct).</summary>
    public static Hash32 Digest(Hash32 domainSeparator, Hash32 structHash)
    {
        var sponge = default(KeccakSponge);
        sponge.Absorb("\u0019\u0001"u8);
        sponge.Absorb(domainSeparator);
        sponge.Absorb(structHash);
        return sponge.Finish();
    }
}
