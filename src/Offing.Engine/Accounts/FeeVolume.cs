using Offing.Primitives;

namespace Offing.Engine.Accounts;

/// <summary>
/// Traded notional of the last 14 UTC days as maker and as taker, for fee tiers. Day d stands in bucket d mod
/// 14; buckets of days without a trade are cleared when the next trade comes.
/// </summary>
public sealed class FeeVolume
{
    /// <summary>Days that count.</summary>
    public const int Days = 14;

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
