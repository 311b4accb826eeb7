using Offing.Engine.Timers;
using Offing.Primitives;

namespace Offing.Engine.Twaps;

/// <summary>A market order in slices over time.</summary>
public sealed class Twap : Tracked
{
    private readonly Changes _changes;

    internal Twap(ulong id, int owner, Address signer, TwapTerms terms, Time start, Changes changes)
    {
        (Id, Owner, Signer, Terms, Start, _changes) = (id, owner, signer, terms, start, changes);
        changes.Twap(this);
    }

    public ulong Id { get; }

    /// <summary>Index of the account.</summary>
    public int Owner { get; }

    /// <summary>The key that signed it.</summary>
    public Address Signer { get; }

    public TwapTerms Terms { get; }

    public Time Start { get; }

    /// <summary>Number of the last slice that was sent, from 1.</summary>
    public uint Slice { get; private set; }

    /// <summary>When the next one is due.</summary>
    public Time Due { get; private set; }

    public Lots Filled { get; private set; }

    /// <summary>Price x size of what was filled.</summary>
    public MicroUsd Quote { get; private set; }

    internal DueTimer Timer => new(Due, Id, TimerKind.TwapSlice);

    internal void Sent(uint slice, Time due)
    {
        (Slice, Due) = (slice, due);
        _changes.Twap(this);
    }

    internal void Fill(Lots filled, MicroUsd quote)
    {
        Filled += filled;
        Quote += quote;
        _changes.Twap(this);
    }

    internal void Ended() => _changes.Twap(this);
}

/// <summary>What was asked for.</summary>
/// <param name="Minutes">5 to 1,440.</param>
public readonly record struct TwapTerms(
    MarketId Market, Side Side, Lots Size, bool ReduceOnly, uint Minutes, bool Randomize);
