namespace Offing.Settlement;

/// <summary>Why settlement waits or has stopped. The numbers are stable.</summary>
public enum SettlementCode
{
    /// <summary>Nothing is in the way.</summary>
    None = 0,

    /// <summary>Waits: the chain client does not answer, or not with anything that can be used.</summary>
    L1Unavailable = 1,

    /// <summary>
    /// Waits: the chain client contradicts itself, as clients do that lag behind one another.
    /// </summary>
    L1Inconsistent = 2,

    /// <summary>Waits: the chain does not hold yet the requests that the batch consumed.</summary>
    QueueBehind = 3,

    /// <summary>Waits: the batch's time lies too far ahead of the chain's.</summary>
    TimeAhead = 4,

    /// <summary>Waits: the operator's bond is too small.</summary>
    BondTooSmall = 5,

    /// <summary>Waits: a posting failed or its nonce was used; the position is read again.</summary>
    PostingInDoubt = 6,

    /// <summary>Waits: the key is not the operator's, or not yet; whose it is posts.</summary>
    NotOperator = 7,

    /// <summary>
    /// Stopped: a request that was taken is not on the chain any more. A reorg went below the confirmations.
    /// </summary>
    QueueDiverged = 20,

    /// <summary>Stopped: the chain records a request under a prefix hash that is not its own.</summary>
    QueueHashInvalid = 21,

    /// <summary>Stopped: the batch does not begin at the root that the chain holds.</summary>
    PrevRootMismatch = 40,

    /// <summary>Stopped: the batch does not begin after the last entry that the chain holds.</summary>
    SequenceMismatch = 41,

    /// <summary>Stopped: the batch consumed other requests than the chain holds.</summary>
    QueueHashMismatch = 42,

    /// <summary>
    /// Stopped: the chain holds another header for a batch of ours, or the source gave another batch.
    /// </summary>
    HeaderMismatch = 43,

    /// <summary>Stopped: the chunks do not end in the header's hash.</summary>
    DataHashMismatch = 44,

    /// <summary>Stopped: the contract refuses the batch for a reason of its own.</summary>
    ContractRefused = 45,

    /// <summary>Stopped: the venue was frozen on chain and has ended; nothing is posted any more.</summary>
    VenueFrozen = 46,
}

/// <summary>What a state machine of settlement is doing.</summary>
/// <param name="Detail">One line for the operator; empty when nothing is in the way.</param>
public sealed record SettlementStatus(SettlementCode Code, string Detail)
{
    /// <summary>Nothing is in the way.</summary>
    public static SettlementStatus Fine { get; } = new(SettlementCode.None, "");

    /// <summary>Whether only a person can help: later ticks do nothing.</summary>
    public bool IsStopped => Code >= SettlementCode.QueueDiverged;
}

/// <summary>A state machine cannot go on; it waits or stops as the code says.</summary>
internal sealed class SettlementHaltException(SettlementCode code, string detail) : Exception(detail)
{
    public SettlementCode Code => code;
}
