using System.Buffers.Binary;
using System.Numerics;
using Offing.Primitives;
using Offing.Protocol.Genesis;

namespace Offing.Commitment.Escape;

/// <summary>A slot as an escape reads it.</summary>
/// <param name="FundingCheckpoint">1e-9 micro-USDC a lot.</param>
public readonly record struct EscapeSlot(
    MarketId Market, bool IsIsolated, Lots Size, MicroUsd EntryNotional, Int128 FundingCheckpoint,
    MicroUsd IsolatedCollateral);

/// <summary>
/// What an escape takes of an account (spec/escape.md): plain arithmetic beside the contract's.
/// </summary>
/// <param name="Master">Of a sub-account; zero when it is none.</param>
public sealed record EscapeAccount(
    Address Owner, Address Master, MicroUsd Collateral, IReadOnlyList<EscapeSlot> Slots)
{
    private const int OwnerAt = 1;
    private const int MasterAt = 21;
    private const int CollateralAt = 45;
    private const int TakenAt = 151;
    private const int SlotsAt = 153;
    private const int Slot_Bytes = 104;
    private const byte IsolatedMode = 2;

    private static readonly BigInteger Bound = BigInteger.One << 104;
    private static readonly BigInteger BountyPart = new(100);
    private static readonly BigInteger BountyMost = new(50_000_000);
    private static readonly BigInteger Nano = new(1_000_000_000);

    /// <summary>Who is paid what it gets.</summary>
    public Address Payee => Master.IsZero ? Owner : Master;

    /// <summary>Whether what it has covers the others and is never paid.</summary>
    public bool IsJunior =>
        Owner == SystemAccounts.Fees || Owner == SystemAccounts.Insurance || Owner == SystemAccounts.Backstop;

    /// <summary>Whether what it has stands in the equities of its market already.</summary>
    public bool IsPool => SystemAccounts.IsFundingPool(Owner);

    /// <summary>Markets in which it has a position: they must be resolved before it is proved.</summary>
    public IEnumerable<MarketId> Markets =>
        Slots.Where(slot => !slot.Size.IsZero).Select(slot => slot.Market).Distinct();

    /// <summary>Its cross bucket and its isolated ones, as the state counts them.</summary>
    public int Buckets => 1 + Slots.Count(slot => slot.IsIsolated);

    /// <summary>Reads an account's leaf.</summary>
    /// <exception cref="FormatException">It is too short to be one.</exception>
    public static EscapeAccount Read(ReadOnlySpan<byte> leaf)
    {
        var taken = leaf.Length < SlotsAt ? 0U : BinaryPrimitives.ReadUInt16BigEndian(leaf[TakenAt..]);
        var count = BitOperations.PopCount(taken);
        if (leaf.Length < SlotsAt + (count * Slot_Bytes))
        {
            throw new FormatException("an account leaf that is too short");
        }

        var slots = new EscapeSlot[count];
        for (var i = 0; i < count; i++)
        {
            slots[i] = Slot(leaf.Slice(SlotsAt + (i * Slot_Bytes), Slot_Bytes));
        }

        return new EscapeAccount(
            new Address(leaf.Slice(OwnerAt, Address.SizeBytes)),
            new Address(leaf.Slice(MasterAt, Address.SizeBytes)),
            new MicroUsd(BinaryPrimitives.ReadInt64BigEndian(leaf[CollateralAt..])), slots);
    }

    /// <summary>Micro-USDC of each bucket: the isolated ones by slot, then the cross one.</summary>
    public IReadOnlyList<BigInteger> Equities(Func<MarketId, EscapeMarket> marketOf)
    {
        BigInteger cross = Collateral.Value;
        var equities = new List<BigInteger>();
        foreach (var slot in Slots)
        {
            var worth = slot.Size.IsZero ? BigInteger.Zero : Worth(slot, marketOf(slot.Market));
            if (slot.IsIsolated)
            {
                equities.Add(Clamp(slot.IsolatedCollateral.Value + worth));
            }
            else
            {
                cross += worth;
            }
        }

        return [.. equities, Clamp(cross)];
    }

    /// <summary>What it may ask for before the share; of an account of the venue nothing.</summary>
    /// <param name="equities">Of its buckets.</param>
    public BigInteger Claim(IReadOnlyList<BigInteger> equities) =>
        IsJunior || IsPool ? 0 : Sum(equities.Where(equity => equity.Sign > 0));

    /// <summary>What its buckets owe, as a positive number.</summary>
    public BigInteger Debt(IReadOnlyList<BigInteger> equities) =>
        IsPool ? 0 : -Sum(equities.Where(equity => equity.Sign < 0));

    /// <summary>What it has, when it is junior: it covers the others and is never paid.</summary>
    public BigInteger Junior(IReadOnlyList<BigInteger> equities) =>
        IsJunior ? Sum(equities.Where(equity => equity.Sign > 0)) : 0;

    /// <summary>What showing its negative buckets earns, as far as the bond reaches.</summary>
    public BigInteger Bounty(IReadOnlyList<BigInteger> equities) => IsPool ? 0 : Sum(equities
        .Where(equity => equity.Sign < 0)
        .Select(equity => BigInteger.Min(-equity / BountyPart, BountyMost)));

    // Funding by itself for each slot and rounded down, as the venue settles it.
    private static BigInteger Worth(EscapeSlot slot, EscapeMarket market)
    {
        BigInteger size = slot.Size.Value;
        var due = -size * ((BigInteger)market.FundingIndex - slot.FundingCheckpoint);
        return (size * market.Price.Value) - slot.EntryNotional.Value + Floor(due, Nano);
    }

    private static BigInteger Sum(IEnumerable<BigInteger> values) =>
        values.Aggregate(BigInteger.Zero, BigInteger.Add);

    private static BigInteger Floor(BigInteger value, BigInteger by)
    {
        var quotient = BigInteger.DivRem(value, by, out var rest);
        return rest.Sign < 0 ? quotient - 1 : quotient;
    }

    private static BigInteger Clamp(BigInteger equity) =>
        BigInteger.Max(-Bound, BigInteger.Min(Bound, equity));

    private static EscapeSlot Slot(ReadOnlySpan<byte> slot) => new(
        new MarketId(BinaryPrimitives.ReadUInt32BigEndian(slot)), slot[4] == IsolatedMode,
        new Lots(BinaryPrimitives.ReadInt64BigEndian(slot[8..])),
        new MicroUsd(BinaryPrimitives.ReadInt64BigEndian(slot[16..])),
        BinaryPrimitives.ReadInt128BigEndian(slot[24..]),
        new MicroUsd(BinaryPrimitives.ReadInt64BigEndian(slot[40..])));
}
