using Offing.Primitives;

namespace Offing.Commitment.State;

/// <summary>
/// What an escape asks of a state, wherever its leaves come from: a venue that was replayed, or the leaves
/// that a chain holds.
/// </summary>
public interface IStateProofs
{
    /// <summary>Every account, by its index.</summary>
    IReadOnlyList<Address> Owners { get; }

    /// <summary>Every market, ascending.</summary>
    IReadOnlyList<MarketId> Markets { get; }

    /// <summary>The preimage of the state root.</summary>
    byte[] RootPreimage();

    /// <summary>Proof of an account leaf, or null when there is no such account.</summary>
    AccountProof? ProveAccount(Address owner);

    /// <summary>Proof of a market leaf, or null when there is no such market.</summary>
    MarketProof? ProveMarket(MarketId market);

    /// <summary>Proof of a market's oracle ring, or null when there is no such market.</summary>
    OracleProof? ProveRing(MarketId market);
}
