using System.Buffers.Binary;
using Offing.Engine;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Codec;

namespace Offing.Commitment.State;

/// <summary>Roots of the trees under the state root, in the order of its preimage.</summary>
public readonly record struct TreeRoots(
    Hash32 Accounts, Hash32 Keys, Hash32 Books, Hash32 Conditional, Hash32 Timers, Hash32 Markets,
    Hash32 Oracle);

/// <summary>
/// The fields of the venue that stand in the state root itself, copied when they were captured.
/// </summary>
public sealed class StateFields
{
    private readonly byte[] _cursors;
    private readonly byte[] _counters;
    private readonly byte[] _parameters;
    private readonly ulong _liquidationCursor;

    public StateFields(VenueState state)
    {
        _cursors = new ByteWriter(64)
            .U64(state.WithdrawalCount)
            .U64(state.QueueCursor)
            .Hash(state.QueueHash)
            .U64(state.InputCursor)
            .ToArray();
        _counters = new ByteWriter(80)
            .I128(state.DepositsCredited)
            .I128(state.WithdrawalsDebited)
            .U64(state.Time.Milliseconds)
            .U64(state.NextOrderId)
            .U64(state.NextTradeId)
            .U64(state.Epoch)
            .U64(state.LastBatch)
            .ToArray();
        _parameters = EncodeParameters(state);
        Settings = EncodeSettings(state);
        _liquidationCursor = state.LiquidationCursor;
    }

    /// <summary>What the hash of the settings is of.</summary>
    internal byte[] Settings { get; }

    /// <summary>The preimage of the state root (spec/state-tree.md).</summary>
    /// <param name="buckets">Account leaves and isolated slots.</param>
    public byte[] Preimage(Hash32 rulesHash, TreeRoots roots, ulong buckets) =>
        new ByteWriter(StateRoot.SizeBytes)
        .U8(HashTag.StateRoot)
        .U16(StateRoot.Version)
        .Hash(rulesHash)
        .Hash(roots.Accounts)
        .Hash(roots.Keys)
        .Hash(roots.Books)
        .Hash(roots.Conditional)
        .Hash(roots.Timers)
        .Hash(roots.Markets)
        .Hash(roots.Oracle)
        .Bytes(_cursors)
        .Hash(Hash32.Zero) // pc: an entry is done when a root is taken
        .U64(buckets)
        .Bytes(_counters)
        .Bytes(_parameters)
        .Hash(Keccak.Hash(Settings))
        .U64(_liquidationCursor)
        .ToArray();

    private static byte[] EncodeSettings(VenueState state)
    {
        var defaults = state.Genesis.SessionDefaults;
        var writer = new ByteWriter(128)
            .U8(HashTag.Settings)
            .I64(defaults.MaxOrderNotional.Value)
            .I64(defaults.MaxPositionNotional.Value)
            .I64(defaults.MaxDailyLoss.Value)
            .U32(defaults.MaxLeverage)
            .Bool(defaults.ReduceOnly)
            .Address(state.Operator)
            .U16(state.HaltReason)
            .U64(state.SwitchSequence)
            .U64(state.Genesis.ParameterDelay_Ms)
            .U64(state.Genesis.ForcedDeadline_Ms)
            .U64(state.CloseCursor)
            .U64(state.NextChange)
            .Hash(state.NextRules)
            .U8(checked((byte)state.Pending.Count));
        foreach (var change in state.Pending)
        {
            writer.U64(change.Number).U64(change.Due.Milliseconds).Prefixed(change.Payload);
        }

        writer.U8(checked((byte)state.Fees.Tiers.Count));
        foreach (var tier in state.Fees.Tiers)
        {
            writer.I64(tier.Volume.Value).I64(tier.Taker.Value).I64(tier.Maker.Value);
        }

        return writer.ToArray();
    }

    private static byte[] EncodeParameters(VenueState state) => new ByteWriter(48)
        .U64(state.Genesis.Oracle.Freshness_Ms)
        .U8(checked((byte)state.Quorum))
        .I64(state.Genesis.Oracle.MaxMovePerSecond.Value)
        .I64(state.Fees.Taker.Value)
        .I64(state.Fees.Maker.Value)
        .I64(state.Genesis.MinimumWithdrawal.Value)
        .ToArray();
}

/// <summary>
/// Places in the preimage of a state root; whoever holds the preimage reads the roots of the trees from it.
/// </summary>
public static class StateRoot
{
    /// <summary>First field of every state root after its tag; a new layout takes a new number.</summary>
    public const ushort Version = 1;

    /// <summary>Bytes of the preimage.</summary>
    public const int SizeBytes = 508;

    private const int AccountsAt = 35;
    private const int BooksAt = 99;
    private const int ConditionalAt = 131;
    private const int MarketsAt = 195;
    private const int OracleAt = 227;
    private const int WithdrawalsAt = 259;
    private const int BucketsAt = 347;
    private const int DepositsAt = 355;
    private const int WithdrawnAt = 371;

    /// <summary>The accounts root, when the preimage is one of <paramref name="root"/>.</summary>
    public static Hash32? Accounts(byte[] preimage, Hash32 root) => Read(preimage, root, AccountsAt);

    /// <summary>The books root, when the preimage is one of <paramref name="root"/>.</summary>
    public static Hash32? Books(byte[] preimage, Hash32 root) => Read(preimage, root, BooksAt);

    /// <summary>The root of what waits, when the preimage is one of <paramref name="root"/>.</summary>
    public static Hash32? Conditional(byte[] preimage, Hash32 root) => Read(preimage, root, ConditionalAt);

    /// <summary>The markets root, when the preimage is one of <paramref name="root"/>.</summary>
    public static Hash32? Markets(byte[] preimage, Hash32 root) => Read(preimage, root, MarketsAt);

    /// <summary>The oracle root, when the preimage is one of <paramref name="root"/>.</summary>
    public static Hash32? Oracle(byte[] preimage, Hash32 root) => Read(preimage, root, OracleAt);

    /// <summary>Account leaves and isolated slots, as a preimage counts them.</summary>
    public static ulong Buckets(byte[] preimage) =>
        BinaryPrimitives.ReadUInt64BigEndian(preimage.AsSpan(BucketsAt));

    /// <summary>Index of the next withdrawal.</summary>
    public static ulong Withdrawals(byte[] preimage) =>
        BinaryPrimitives.ReadUInt64BigEndian(preimage.AsSpan(WithdrawalsAt));

    /// <summary>What is in the accounts together, micro-USDC: credited less debited, over all time.</summary>
    public static Int128 Held(byte[] preimage) =>
        BinaryPrimitives.ReadInt128BigEndian(preimage.AsSpan(DepositsAt))
        - BinaryPrimitives.ReadInt128BigEndian(preimage.AsSpan(WithdrawnAt));

    private static Hash32? Read(byte[] preimage, Hash32 root, int at) =>
        preimage.Length == SizeBytes && Keccak.Hash(preimage) == root
            ? new Hash32(preimage.AsSpan(at, Hash32.SizeBytes))
            : null;
}
