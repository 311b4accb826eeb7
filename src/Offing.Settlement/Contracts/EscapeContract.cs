using Offing.Commitment.State;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Settlement.L1;
using Offing.Signing;

namespace Offing.Settlement.Contracts;

/// <summary>How far an escape is.</summary>
/// <param name="ClosesAt_S">End of the claim phase, block time; zero while it is not open.</param>
/// <param name="Buckets">Of the state.</param>
/// <param name="Proved">Of them so far.</param>
public sealed record EscapeOpening(ulong Batch, ulong ClosesAt_S, ulong Buckets, ulong Proved)
{
    /// <summary>Whether somebody opened it.</summary>
    public bool IsOpen => ClosesAt_S != 0;
}

/// <summary>What the escape knows of an account.</summary>
/// <param name="Claim">Micro-USDC before the share.</param>
public sealed record EscapeStanding(
    bool IsProved, bool IsLate, bool IsPaid, UInt128 Claim, UInt128 Debt, Address Payee);

/// <summary>The share that everybody gets of a claim.</summary>
/// <param name="LateLeft">Micro-USDC for those who were proved after it was fixed.</param>
public sealed record EscapeFixing(
    bool IsFixed, UInt128 Numerator, UInt128 Denominator, UInt128 LateLeft);

/// <summary>Reads the escape of a venue and writes the input of its calls (spec/escape.md).</summary>
public sealed class EscapeContract(IL1Client client, Address address)
{
    /// <summary>The contract's address.</summary>
    public Address Address => address;

    /// <summary>How far it is.</summary>
    public EscapeOpening Opening()
    {
        var words = Read("opening()");
        return new EscapeOpening(words.UInt64(0), words.UInt64(1), words.UInt64(2), words.UInt64(3));
    }

    /// <summary>Whether a market's price is resolved.</summary>
    public bool IsResolved(MarketId market) =>
        Read(AbiWriter.Call("marketOf(uint32)").UInt(market.Value)).Bool(0);

    /// <summary>The price at which a resolved market is left.</summary>
    public Ticks PriceOf(MarketId market) =>
        new((uint)Read(AbiWriter.Call("marketOf(uint32)").UInt(market.Value)).UInt64(1));

    /// <summary>What it knows of an account.</summary>
    public EscapeStanding StandingOf(Address account)
    {
        var words = Read(AbiWriter.Call("accountOf(address)").Address(account));
        return new EscapeStanding(
            words.Bool(0), words.Bool(1), words.Bool(2), words.UInt128(3), words.UInt128(4),
            words.Address(5));
    }

    /// <summary>The share, when it is fixed.</summary>
    public EscapeFixing Share()
    {
        var words = Read("share()");
        return new EscapeFixing(words.Bool(0), words.UInt128(1), words.UInt128(2), words.UInt128(3));
    }

    /// <summary>Micro-USDC that somebody earned by proving who owes.</summary>
    public UInt128 BountyOf(Address person) =>
        Read(AbiWriter.Call("bountyOf(address)").Address(person)).UInt128(0);

    /// <summary>Opens it at the last batch that stands.</summary>
    /// <param name="preimage">Of the state root of this batch.</param>
    public static byte[] Open(BatchHeader header, byte[] preimage) =>
        AbiWriter.Call("open(" + HeaderWords.Tuple + ",bytes)").Header(header).Bytes(preimage).Build();

    /// <summary>Fixes the price and the funding index of a market.</summary>
    public static byte[] Resolve(MarketId market, LeafProof leaf, LeafProof ring) =>
        AbiWriter.Call("resolveMarket(uint32,bytes,bytes,bytes,bytes)").UInt(market.Value)
            .Bytes(leaf.Leaf).Bytes(leaf.Path.Pack()).Bytes(ring.Leaf).Bytes(ring.Path.Pack()).Build();

    /// <summary>Proves all buckets of an account.</summary>
    public static byte[] Prove(Address account, LeafProof leaf) =>
        AbiWriter.Call("prove(address,bytes,bytes)").Address(account)
            .Bytes(leaf.Leaf).Bytes(leaf.Path.Pack()).Build();

    /// <summary>Fixes the share.</summary>
    public static byte[] Fix() => Abi.Selector("fix()");

    /// <summary>Pays what an account gets to its payee.</summary>
    public static byte[] Claim(Address account) =>
        AbiWriter.Call("claim(address)").Address(account).Build();

    /// <summary>Pays the bounties of somebody.</summary>
    public static byte[] Collect(Address person) =>
        AbiWriter.Call("collect(address)").Address(person).Build();

    private AbiReader Read(AbiWriter call) => new(client.Call(address, call.Build()));

    private AbiReader Read(string signature) => new(client.Call(address, Abi.Selector(signature)));
}
