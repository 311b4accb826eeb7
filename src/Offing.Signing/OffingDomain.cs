using Offing.Primitives;

namespace Offing.Signing;

/// <summary>What an account's owner grants to a key; units and meanings of zero in spec/signing.md.</summary>
public sealed record GrantMessage(
    Address Account,
    Address Key,
    ulong Expiry,
    ulong MaxOrderNotional,
    ulong MaxPositionNotional,
    ulong MaxDailyLoss,
    uint MaxLeverage,
    bool ReduceOnly,
    IReadOnlyList<uint> Markets,
    ulong Nonce);

/// <summary>A publisher's price: in ticks of the market, time in ms, sequence gap-free from 1.</summary>
public readonly record struct OracleReportMessage(uint Market, ulong Price, ulong Time, ulong Sequence);

/// <summary>A publisher's word about another venue's perp: mid in ticks of ours, premium in 1e-9.</summary>
public readonly record struct VenueReportMessage(
    uint Market, uint Venue, ulong Mid, long Premium, ulong Time, ulong Sequence);

/// <summary>
/// The operator's kill switch: a market, or 2^32-1 for the venue; the reason, or 0 to go on; sequence
/// gap-free from 1.
/// </summary>
public readonly record struct SwitchMessage(uint Market, ushort Reason, ulong Sequence);

/// <summary>
/// The operator's kill switch of an account or a key: its address; the reason, or 0 to go on; sequence in one
/// line with the switches of markets.
/// </summary>
public readonly record struct StopMessage(Address Target, ushort Reason, ulong Sequence);

/// <summary>
/// What the sequencer signs once for each micro-batch (spec/receipts.md): number and epoch of the log record,
/// its entries' range and the root over their leaves, hash of the record before, last block to post them in.
/// </summary>
public sealed record MicroBatchMessage(
    ulong Record, ulong Epoch, ulong FirstSeq, uint Count, Hash32 PreviousHash, Hash32 Root, ulong Deadline);

/// <summary>
/// A watcher's refusal of a posted batch: its number, the hash of its header, the root that the watcher
/// computed, zero when the batch's data gives none or another field of the header is wrong.
/// </summary>
public readonly record struct RefusalMessage(ulong Batch, Hash32 HeaderHash, Hash32 Root);

/// <summary>The EIP-712 domain of one venue: signatures made for it are worthless at any other.</summary>
/// <param name="chainId">The settlement chain.</param>
/// <param name="vault">The vault's contract.</param>
public sealed class OffingDomain(ulong chainId, Address vault)
{
    /// <summary>The signature of the Grant type.</summary>
    public const string GrantType =
        "Grant(address account,address key,uint64 expiry,uint64 maxOrderNotional,uint64 maxPositionNotional,"
        + "uint64 maxDailyLoss,uint32 maxLeverage,bool reduceOnly,uint32[] markets,uint64 nonce)";

    /// <summary>The signature of the OracleReport type.</summary>
    public const string OracleReportType =
        "OracleReport(uint32 market,uint64 price,uint64 time,uint64 sequence)";

    /// <summary>The signature of the VenueReport type.</summary>
    public const string VenueReportType =
        "VenueReport(uint32 market,uint32 venue,uint64 mid,int64 premium,uint64 time,uint64 sequence)";

    /// <summary>The signature of the Switch type.</summary>
    public const string SwitchType = "Switch(uint32 market,uint16 reason,uint64 sequence)";

    /// <summary>The signature of the Stop type.</summary>
    public const string StopType = "Stop(address target,uint16 reason,uint64 sequence)";

    /// <summary>The signature of the Refusal type.</summary>
    public const string RefusalType = "Refusal(uint64 batch,bytes32 headerHash,bytes32 root)";

    /// <summary>The signature of the MicroBatch type.</summary>
    public const string MicroBatchType =
        "MicroBatch(uint64 record,uint64 epoch,uint64 firstSeq,uint32 count,bytes32 previousHash,"
        + "bytes32 root,uint64 deadline)";

    private static readonly Hash32 StopTypeHash = Eip712.TypeHash(StopType);
    private static readonly Hash32 RefusalTypeHash = Eip712.TypeHash(RefusalType);
    private static readonly Hash32 MicroBatchTypeHash = Eip712.TypeHash(MicroBatchType);
    private static readonly Hash32 SwitchTypeHash = Eip712.TypeHash(SwitchType);
    private static readonly Hash32 GrantTypeHash = Eip712.TypeHash(GrantType);
    private static readonly Hash32 OracleReportTypeHash = Eip712.TypeHash(OracleReportType);
    private static readonly Hash32 VenueReportTypeHash = Eip712.TypeHash(VenueReportType);

    /// <summary>The separator of this venue.</summary>
    public Hash32 Separator { get; } = Eip712.DomainSeparator("Offing", "1", chainId, vault);

    /// <summary>What the owner of the account signs.</summary>
    public Hash32 Digest(GrantMessage grant) => Eip712.Digest(
        Separator,
        new StructHasher(GrantTypeHash)
            .Address(grant.Account)
            .Address(grant.Key)
            .UInt(grant.Expiry)
            .UInt(grant.MaxOrderNotional)
            .UInt(grant.MaxPositionNotional)
            .UInt(grant.MaxDailyLoss)
            .UInt(grant.MaxLeverage)
            .Bool(grant.ReduceOnly)
            .UInt32Array([.. grant.Markets])
            .UInt(grant.Nonce)
            .Finish());

    /// <summary>What the sequencer signs.</summary>
    public Hash32 Digest(MicroBatchMessage batch) => Eip712.Digest(
        Separator,
        new StructHasher(MicroBatchTypeHash)
            .UInt(batch.Record)
            .UInt(batch.Epoch)
            .UInt(batch.FirstSeq)
            .UInt(batch.Count)
            .Bytes32(batch.PreviousHash)
            .Bytes32(batch.Root)
            .UInt(batch.Deadline)
            .Finish());

    /// <summary>What a publisher signs of another venue.</summary>
    public Hash32 Digest(VenueReportMessage report) => Eip712.Digest(
        Separator,
        new StructHasher(VenueReportTypeHash)
            .UInt(report.Market)
            .UInt(report.Venue)
            .UInt(report.Mid)
            .Int(report.Premium)
            .UInt(report.Time)
            .UInt(report.Sequence)
            .Finish());

    /// <summary>What the operator signs.</summary>
    public Hash32 Digest(SwitchMessage thrown) => Eip712.Digest(
        Separator,
        new StructHasher(SwitchTypeHash)
            .UInt(thrown.Market)
            .UInt(thrown.Reason)
            .UInt(thrown.Sequence)
            .Finish());

    /// <summary>What the operator signs of an account or a key.</summary>
    public Hash32 Digest(StopMessage thrown) => Eip712.Digest(
        Separator,
        new StructHasher(StopTypeHash)
            .Address(thrown.Target)
            .UInt(thrown.Reason)
            .UInt(thrown.Sequence)
            .Finish());

    /// <summary>What a watcher signs.</summary>
    public Hash32 Digest(RefusalMessage refusal) => Eip712.Digest(
        Separator,
        new StructHasher(RefusalTypeHash)
            .UInt(refusal.Batch)
            .Bytes32(refusal.HeaderHash)
            .Bytes32(refusal.Root)
            .Finish());

    /// <summary>What a publisher signs.</summary>
    public Hash32 Digest(OracleReportMessage report) => Eip712.Digest(
        Separator,
        new StructHasher(OracleReportTypeHash)
            .UInt(report.Market)
            .UInt(report.Price)
            .UInt(report.Time)
            .UInt(report.Sequence)
            .Finish());
}
