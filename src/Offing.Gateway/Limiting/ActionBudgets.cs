using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Wire;

namespace Offing.Gateway.Limiting;

/// <summary>
/// What keys and accounts may send: a key so much in a minute, an account as much as it trades and something
/// to begin with. They count from the start of the venue. For any thread.
/// </summary>
/// <param name="volume">Of an account, since ever.</param>
/// <param name="clock">Milliseconds that never go back.</param>
internal sealed class ActionBudgets(RateLimits limits, Func<Address, MicroUsd> volume, Func<long> clock)
{
    private const long Usdc = 1_000_000;

    private readonly TokenBuckets<Address> _keys = new(limits.KeyWeight_PerMinute);
    private readonly Dictionary<Address, Usage> _accounts = [];

    /// <summary>Takes an action that is signed well, or says why not.</summary>
    public WireError? Take(Address account, Address key, Command command)
    {
        var now = clock();
        if (!_keys.TrySpend(key, RequestWeights.Of(command), now))
        {
            return new WireError(
                RejectCode.KeyTooFast, $"their weight may be {limits.KeyWeight_PerMinute}");
        }

        var (traded, items) = (volume(account), RequestWeights.Items(command));
        var cap = Cap(traded);
        cap = RequestWeights.IsCancel(command) ? Math.Min(cap + limits.CancelsBeyond, 2 * cap) : cap;
        lock (_accounts)
        {
            var usage = _accounts.GetValueOrDefault(account);
            var isOver = usage.Used + items > cap;
            if (isOver && usage.Slow_Ms is { } last && now < last + limits.AccountPause_Ms)
            {
                return new WireError(
                    RejectCode.TooManyRequests,
                    $"({usage.Used + items} > {cap}) for cumulative volume traded ${traded.Value / Usdc}");
            }

            _accounts[account] = new Usage(usage.Used + items, isOver ? now : usage.Slow_Ms);
            return null;
        }
    }

    /// <summary>What an account has sent, and how much it may.</summary>
    public (long Used, long Cap) Of(Address account)
    {
        lock (_accounts)
        {
            return (_accounts.GetValueOrDefault(account).Used, Cap(volume(account)));
        }
    }

    private long Cap(MicroUsd traded) => limits.AccountBuffer + Math.Max(0, traded.Value / Usdc);

    /// <param name="Used">Orders and cancels so far.</param>
    /// <param name="Slow_Ms">When it last went beyond what it may; null: never.</param>
    private readonly record struct Usage(long Used, long? Slow_Ms);
}
