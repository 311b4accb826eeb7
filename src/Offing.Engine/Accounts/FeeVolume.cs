using Offing.Engine.Restoring;
using Offing.Primitives;

namespace Offing.Engine.Accounts;

/// <summary>
/// Traded notional of today and the fourteen UTC days before it as maker and as taker, for fee tiers. Day d
/// stands in bucket d mod 15; buckets of days without a trade are cleared when the next trade comes.
/// </summary>
public sealed class FeeVolume
{
    /// <summary>Days that count, and today, which does not yet.</summary>
    public const int Days = 15;

    private const ulong Day_Ms = 24UL * 3600 * 1000;

    private static readonly long[] None = new long[Days];

    private readonly Account _account;

    // Most accounts never trade.
    private long[]? _maker;
    private long[]? _taker;

    internal FeeVolume(Account account) => _account = account;

    /// <summary>Micro-USDC by bucket.</summary>
    public IReadOnlyList<long> Maker => _maker ?? None;

    /// <summary>Micro-USDC by bucket.</summary>
    public IReadOnlyList<long> Taker => _taker ?? None;

    /// <summary>Day of the last trade, days since 1970; 0 when there was none.</summary>
    public uint Day { get; private set; }

    /// <summary>Of the days that count on <paramref name="today"/>.</summary>
    internal Int128 Before(uint today)
    {
        Int128 sum = 0;
        for (var back = 1U; _maker is not null && back < Days && back <= today; back++)
        {
            var (taker, maker) = On(today - back);
            sum += taker + maker;
        }

        return sum;
    }

    /// <summary>Of one day that is kept; zero of any other.</summary>
    internal (Int128 Taker, Int128 Maker) On(uint day) =>
        _maker is not null && day <= Day && (ulong)day + Days > Day
            ? (_taker![day % Days], _maker[day % Days])
            : default;

    internal void Restore(VolumeImage image)
    {
        Check.That(image.Maker.Count == Days && image.Taker.Count == Days);
        (Day, _maker, _taker) = (image.Day, [.. image.Maker], [.. image.Taker]);
        _account.Touch();
    }

    internal void Add(Time now, bool isMaker, MicroUsd notional)
    {
        _maker ??= new long[Days];
        _taker ??= new long[Days];
        var today = (uint)Math.Min(now.Milliseconds / Day_Ms, uint.MaxValue);
        var missed = Math.Min(today - Day, Days);
        for (var i = 0U; i < missed; i++)
        {
            _maker[(today - i) % Days] = _taker[(today - i) % Days] = 0;
        }

        Day = today;
        ref var bucket = ref (isMaker ? _maker : _taker)[today % Days];
        // A volume only chooses a fee tier: at the end of 64 bits it stays at the top instead of failing a
        // trade.
        bucket = notional.Value > long.MaxValue - bucket ? long.MaxValue : bucket + notional.Value;
        _account.Touch();
    }
}
