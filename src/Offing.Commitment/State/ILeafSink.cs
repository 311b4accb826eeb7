namespace Offing.Commitment.State;

/// <summary>What <see cref="StateTree.Show"/> shows; the numbers are those of spec/snapshot.md.</summary>
public enum LeafKind : byte
{
    /// <summary>The preimage of the state root.</summary>
    Root = 1,

    /// <summary>The preimage of the hash of the settings.</summary>
    Settings = 2,

    /// <summary>
    /// Market (u32), then its leaf. The next three kinds and its ring belong to the market before them.
    /// </summary>
    Market = 3,

    /// <summary>The preimage of the hash of its tiers; empty without any.</summary>
    Tiers = 4,

    /// <summary>The preimage of the hash of other venues' quotes; empty without any.</summary>
    Quotes = 5,

    /// <summary>A leaf of a publisher.</summary>
    Publisher = 6,

    /// <summary>An account leaf. The next three kinds belong to the account before them.</summary>
    Account = 7,

    /// <summary>The preimage of the hash of its fee volumes.</summary>
    Volume = 8,

    /// <summary>Signer (20), then its nonce set.</summary>
    Nonces = 9,

    /// <summary>Session key (20), then its grant.</summary>
    Grant = 10,

    /// <summary>Place in its queue (u64), then the leaf of an order at rest.</summary>
    Order = 11,

    /// <summary>A leaf of what waits, of any kind.</summary>
    Waiting = 12,

    /// <summary>A timer leaf.</summary>
    Timer = 13,

    /// <summary>The oracle ring of the market before it.</summary>
    Ring = 14,
}

/// <summary>Takes the leaves of a state, one by one.</summary>
public interface ILeafSink
{
    /// <summary>The next leaf or preimage; the bytes are the caller's again when it returns.</summary>
    void Take(LeafKind kind, ReadOnlySpan<byte> bytes);
}
