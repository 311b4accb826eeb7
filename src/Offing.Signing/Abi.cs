using System.Text;
using Offing.Primitives;

namespace Offing.Signing;

/// <summary>The part of the contract ABI that a small client needs: names and sizes.</summary>
public static class Abi
{
    /// <summary>Bytes of a word.</summary>
    public const int WordBytes = 32;

    /// <summary>Bytes of a function's selector.</summary>
    public const int SelectorBytes = 4;

    /// <summary>The first four bytes of the digest of a function's signature.</summary>
    public static byte[] Selector(string signature) => Topic(signature).ToArray()[..SelectorBytes];

    /// <summary>The first topic of an event: the digest of its signature.</summary>
    public static Hash32 Topic(string signature) => Keccak.Hash(Encoding.ASCII.GetBytes(signature));
}
