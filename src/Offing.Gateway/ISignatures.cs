using Offing.Primitives;
using Offing.Signing;

namespace Offing.Gateway;

/// <summary>Tells who signed an action. A venue has the real one; a bench may stand in.</summary>
public interface ISignatures
{
    /// <summary>The address that signed <paramref name="digest"/>; null when no key can have.</summary>
    Address? SignerOf(Hash32 digest, Signature signature);
}

/// <summary>The real one.</summary>
public sealed class Secp256k1Signatures : ISignatures
{
    /// <inheritdoc/>
    public Address? SignerOf(Hash32 digest, Signature signature) => Secp256k1.Recover(digest, signature);
}
