using Offing.Engine.Books.Fast;

namespace Offing.Tools.Bench.Books;

/// <summary>
/// Folds every event into a digest, and answers by owner and digest: as long as two books say the same to it,
/// it says the same to them.
/// </summary>
internal struct AgreeSink : IMatchSink
{
    public const uint Trades = 0;
    private const uint Removes = 1;
    private const uint Stops = 2;
    private const uint Nets = 3;
    private const uint Lowers = 4;
    private const uint Refills = 5;
    private const uint Anything = 6;

    /// <summary>Kinds of owners, from 0.</summary>
    public const uint Owners = 7;

    private long _trades;
    private long _netted;
    private long _removed;
    private long _refilled;
    private long _lowered;

    public ulong Digest { get; private set; }

    public readonly string Counts =>
        $"{_trades} trades, {_netted} netted, {_removed} removed, {_refilled} refilled, {_lowered} lowered";

    public Encounter Meet(ulong makerTag, uint makerOwner, uint price, ref uint quantity)
    {
        Fold(1, makerTag, makerOwner, price, quantity, 0);
        var kind = makerOwner == Anything ? (uint)(Digest >> 40) % Anything : makerOwner;
        if (kind == Lowers || (Digest & 0xFF00) == 0)
        {
            quantity = 1 + ((uint)(Digest >> 33) % quantity);
            _lowered++;
        }

        return kind switch
        {
            Removes => Encounter.Remove,
            Stops => (Digest & 0x30) == 0 ? Encounter.Stop : Encounter.Trade,
            Nets => Encounter.Net,
            _ => Encounter.Trade,
        };
    }

    public void Trade(ulong makerTag, uint makerOwner, uint price, uint quantity, uint makerLeft)
    {
        Fold(2, makerTag, makerOwner, price, quantity, makerLeft);
        _trades++;
    }

    public void Netted(ulong makerTag, uint makerOwner, uint price, uint quantity, uint makerLeft)
    {
        Fold(3, makerTag, makerOwner, price, quantity, makerLeft);
        _netted++;
    }

    public void Removed(ulong makerTag, uint makerOwner, uint price, uint makerLeft)
    {
        Fold(4, makerTag, makerOwner, price, 0, makerLeft);
        _removed++;
    }

    /// <summary>Icebergs come back with a chance of one half, so each is used up in the end.</summary>
    public uint Refill(ulong makerTag, uint makerOwner, uint price)
    {
        Fold(5, makerTag, makerOwner, price, 0, 0);
        if (makerOwner < Refills || (Digest >> 63) != 0)
        {
            return 0;
        }

        _refilled++;
        return 1 + ((uint)(Digest >> 34) % 20);
    }

    private void Fold(ulong kind, ulong tag, uint owner, uint price, uint quantity, uint left)
    {
        unchecked
        {
            var h = (Digest ^ tag) * 0x9E3779B97F4A7C15 + (((ulong)price << 32) | quantity);
            h = (h ^ (h >> 29)) * 0xBF58476D1CE4E5B9 + (((ulong)owner << 40) | ((ulong)left << 3) | kind);
            Digest = h ^ (h >> 32);
        }
    }
}

/// <summary>Folds the orders of a walk, all of them.</summary>
internal struct AgreeWalk : IBookVisitor
{
    public ulong Digest { get; private set; }

    public bool Visit(ulong tag, uint owner, uint price, uint quantity)
    {
        unchecked
        {
            var h = (Digest ^ tag) * 0x9E3779B97F4A7C15 + (((ulong)price << 32) | quantity);
            Digest = (h ^ (h >> 31)) + owner;
        }

        return true;
    }
}

/// <summary>Where prices lie for a while: in a cluster of some width, or anywhere in 32 bits.</summary>
/// <param name="Most">Orders at rest above which more is taken than placed.</param>
internal readonly record struct AgreePrices(uint From, uint Levels, uint Step, int Most)
{
    private static readonly (uint Levels, uint Step, int Most)[] Kinds =
    [
        (20, 1, 200), (60, 1, 100), (3_000, 1, 500), (3_000, 1_000_000, 300), (40_000, 7, 5000), (0, 0, 200),
    ];

    public static AgreePrices Any(BookDice dice)
    {
        var (levels, step, most) = Kinds[dice.Below((uint)Kinds.Length)];
        var width = levels * step;
        return new AgreePrices(dice.Below(4) switch
        {
            0 => 0,
            1 => uint.MaxValue - width,
            2 => dice.Below(uint.MaxValue - width),
            _ => 1_000_000 + dice.Below(20_000),
        }, levels, step, most);
    }

    public uint Next(BookDice dice)
    {
        if (Levels == 0)
        {
            return unchecked((uint)dice.Next()) >> (int)dice.Below(32);
        }

        return From + (dice.Below(Levels) * Step);
    }
}
