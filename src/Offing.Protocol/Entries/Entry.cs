using Offing.Primitives;
using Offing.Protocol.Commands;

namespace Offing.Protocol.Entries;

/// <summary>Kinds of log entries, with the numbers of spec/entries.md.</summary>
public enum EntryKind : byte
{
    Started = 1,
    Tick = 2,
    BatchCut = 3,
    Request = 4,
    Oracle = 5,
    Action = 6,
    Venue = 7,
    Operator = 8,
    Stop = 9,
    Reversal = 10,
}

/// <summary>Anything that the engine reacts to.</summary>
public abstract record Entry
{
    /// <summary>First byte of the canonical form.</summary>
    public abstract EntryKind Kind { get; }

    /// <summary>Class of the order inside a micro-batch: system entries are 0.</summary>
    public virtual int SortClass => 0;
}

/// <summary>What a publisher or the operator signs: its key may go over while it is on its way.</summary>
public abstract record KeyedEntry : Entry
{
    /// <summary>
    /// By which the door found it signed; zero: nobody looked. Of the running node alone, never written.
    /// </summary>
    public Address Key { get; init; }
}

/// <summary>The first entry after each start of a node.</summary>
/// <param name="Epoch">Starts so far, from 1: tells the runs of a node apart.</param>
public sealed record Started(ulong Epoch) : Entry
{
    /// <inheritdoc/>
    public override EntryKind Kind => EntryKind.Started;
}

/// <summary>Time passes.</summary>
public sealed record Tick : Entry
{
    /// <inheritdoc/>
    public override EntryKind Kind => EntryKind.Tick;
}

/// <summary>
/// The last entry of a settlement batch. That it stands in the log makes the range of every batch the same
/// on every replay, so a restart can never post two batches for one range.
/// </summary>
public sealed record BatchCut(ulong Number) : Entry
{
    /// <inheritdoc/>
    public override EntryKind Kind => EntryKind.BatchCut;
}

/// <summary>Types of the chain's request queue, with the numbers of spec/batch.md.</summary>
public enum RequestType : byte
{
    Deposit = 1,
    Withdraw = 2,
    Close = 3,
    CancelAll = 4,
    Grant = 5,
    Revoke = 6,
    Parameter = 7,
}

/// <summary>
/// The request at <paramref name="Index"/> of the chain's queue, with the bytes that its hash covers.
/// </summary>
/// <param name="L1Time">Seconds, time of its block.</param>
public sealed record QueueRequest(
    ulong Index, RequestType Type, Address Account, Address Sender, ulong L1Time, byte[] Payload) : Entry
{
    /// <inheritdoc/>
    public override EntryKind Kind => EntryKind.Request;
}

/// <summary>
/// Takes the request that was consumed last back: a reorg deeper than the confirmations took it from the
/// chain. What the batches from <paramref name="Batch"/> on would have said is cut again in one.
/// </summary>
/// <param name="Batch">The first that the chain does not hold and never will, or the next one.</param>
/// <param name="Previous">Prefix hash of the queue before the request.</param>
public sealed record Reversal(ulong Batch, Hash32 Previous, QueueRequest Request) : Entry
{
    /// <inheritdoc/>
    public override EntryKind Kind => EntryKind.Reversal;
}

/// <summary>A publisher's signed price.</summary>
/// <param name="Publisher">Index of the publisher in genesis.</param>
/// <param name="PublisherTime">The publisher's own clock.</param>
/// <param name="Sequence">From 1 without a gap, for each publisher and market.</param>
/// <param name="Signature">65 bytes r ‖ s ‖ v(0/1) over the report's digest (spec/signing.md).</param>
public sealed record OracleReport(
    byte Publisher, MarketId Market, Ticks Price, Time PublisherTime, ulong Sequence,
    byte[] Signature) : KeyedEntry
{
    /// <inheritdoc/>
    public override EntryKind Kind => EntryKind.Oracle;
}

/// <summary>A publisher's signed word about the perp of another venue.</summary>
/// <param name="Publisher">Index of the publisher in genesis.</param>
/// <param name="Venue">Index of the other venue in genesis.</param>
/// <param name="Market">Of ours.</param>
/// <param name="Mid">Of the other venue's book, ticks of our market.</param>
/// <param name="Premium">Of the other venue's perp over its own oracle price, 1e-9; signed.</param>
/// <param name="PublisherTime">The publisher's own clock.</param>
/// <param name="Sequence">From 1 without a gap, for each publisher, venue and market.</param>
/// <param name="Signature">65 bytes r ‖ s ‖ v(0/1) over the report's digest (spec/signing.md).</param>
public sealed record VenueReport(
    byte Publisher, byte Venue, MarketId Market, Ticks Mid, Nano Premium, Time PublisherTime, ulong Sequence,
    byte[] Signature) : KeyedEntry
{
    /// <inheritdoc/>
    public override EntryKind Kind => EntryKind.Venue;
}

/// <summary>The operator's kill switch: stops what could increase a position, or lets it go on.</summary>
/// <param name="Market">One market, or <see cref="Venue"/> for all.</param>
/// <param name="Reason">Why it stops; 0: it goes on.</param>
/// <param name="Sequence">From 1 without a gap.</param>
/// <param name="Signature">65 bytes r ‖ s ‖ v(0/1) over the switch's digest (spec/signing.md).</param>
public sealed record OperatorSwitch(
    MarketId Market, ushort Reason, ulong Sequence, byte[] Signature) : KeyedEntry
{
    /// <summary>Stands for the whole venue.</summary>
    public static MarketId Venue { get; } = new(uint.MaxValue);

    /// <inheritdoc/>
    public override EntryKind Kind => EntryKind.Operator;
}

/// <summary>The operator's kill switch of one account or one session key, or its end.</summary>
/// <param name="Target">The account's or the key's address.</param>
/// <param name="Reason">Why it stops; 0: it goes on.</param>
/// <param name="Sequence">In one line with <see cref="OperatorSwitch.Sequence"/>.</param>
/// <param name="Signature">65 bytes r ‖ s ‖ v(0/1) over the stop's digest (spec/signing.md).</param>
public sealed record OperatorStop(
    Address Target, ushort Reason, ulong Sequence, byte[] Signature) : KeyedEntry
{
    /// <inheritdoc/>
    public override EntryKind Kind => EntryKind.Stop;
}

/// <summary>Under which domain an action was signed.</summary>
public enum SigningScheme : byte
{
    /// <summary>Compatible wire, L1 action, letter a (Mainnet).</summary>
    L1Mainnet = 0,

    /// <summary>Compatible wire, L1 action, letter b (Testnet).</summary>
    L1Testnet = 1,

    /// <summary>Compatible wire, typed data of the user.</summary>
    UserTyped = 2,

    /// <summary>Our own EIP-712 domain.</summary>
    Offing = 3,
}

/// <summary>A client's action with everything that its signature covers.</summary>
/// <param name="Payload">MessagePack of the action as the client sent it (spec/entries.md).</param>
/// <param name="Vault">
/// The account to act for, when it is not the signer's own; a sub-account or vault.
/// </param>
/// <param name="ExpiresAfter_Ms">Refused when venue time is later; null = never.</param>
/// <param name="Signature">65 bytes r ‖ s ‖ v(0/1).</param>
/// <param name="Signer">
/// Recovered from the signature: not part of the canonical bytes, the log keeps it beside.
/// </param>
/// <param name="Command">Parsed from <paramref name="Payload"/>.</param>
public sealed record SignedAction(
    SigningScheme Scheme,
    byte[] Payload,
    ulong Nonce,
    Address? Vault,
    ulong? ExpiresAfter_Ms,
    byte[] Signature,
    Address Signer,
    Command Command) : Entry
{
    /// <inheritdoc/>
    public override EntryKind Kind => EntryKind.Action;

    /// <inheritdoc/>
    public override int SortClass => Command.SortClass;
}

/// <summary>
/// An entry at its place: <paramref name="Seq"/> is the order of execution, from 1 without a gap.
/// </summary>
/// <param name="Arrival">Order of arrival at the sequencer, from 1.</param>
/// <param name="Time">Never falls from one entry to the next.</param>
public sealed record SequencedEntry(ulong Seq, ulong Arrival, Time Time, Entry Entry);
