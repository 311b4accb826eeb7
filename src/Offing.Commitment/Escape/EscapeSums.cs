using System.Numerics;

namespace Offing.Commitment.Escape;

/// <summary>What the proved accounts of an escape add up to, and from it the share that each gets.</summary>
public sealed class EscapeSums
{
    /// <summary>Claims of all but the junior accounts, micro-USDC.</summary>
    public BigInteger Positive { get; private set; }

    /// <summary>What buckets owe, as a positive number.</summary>
    public BigInteger Negative { get; private set; }

    /// <summary>What fees, insurance and backstop have; it is never paid.</summary>
    public BigInteger Junior { get; private set; }

    /// <summary>Buckets proved.</summary>
    public ulong Buckets { get; private set; }

    /// <summary>Takes an account in, with what its buckets are worth.</summary>
    public void Add(EscapeAccount account, IReadOnlyList<BigInteger> equities)
    {
        Buckets += (ulong)account.Buckets;
        Positive += account.Claim(equities);
        Negative += account.Debt(equities);
        Junior += account.Junior(equities);
    }

    /// <summary>The share when the vault has so much for the accounts, micro-USDC.</summary>
    public EscapeShare Fix(BigInteger vault)
    {
        var whole = BigInteger.Max(vault + Negative - Junior, Positive);
        return whole.IsZero ? new EscapeShare(1, 1) : new EscapeShare(BigInteger.Min(vault, whole), whole);
    }
}

/// <summary>The part of its claim that everybody gets: numerator / denominator, at most 1.</summary>
public readonly record struct EscapeShare(BigInteger Numerator, BigInteger Denominator)
{
    /// <summary>
    /// Micro-USDC of a claim; rounded down, so that no order of claims can run out of money.
    /// </summary>
    public BigInteger Of(BigInteger claim) => claim * Numerator / Denominator;
}
