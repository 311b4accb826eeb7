using Offing.Engine;
using Offing.Engine.Accounts;
using Offing.Engine.Margin;
using Offing.Engine.Markets;
using Offing.Primitives;
using Offing.Protocol.Genesis;
using Offing.Tools.Publishers;
using Offing.Tools.Risk.Comparing;
using Offing.Tools.Risk.Scenarios;

namespace Offing.Tools.Risk.Running;

/// <summary>Looks at the venue at the end of a second and writes a row of the series.</summary>
internal sealed class Sampler(Scenario scenario, VenueState state, Journal journal, Comparison comparison)
{
    // All invariants, and the maintenance of every account, take a look at everything.
    private const int WholeLook_Seconds = 60;
    private const int OverdueLook_Seconds = 10;
    private const long DepthReach_PerCent = 2;

    private readonly long[] _vaultShares = new long[scenario.Venue.Markets.Count];
    private readonly long[] _lots = new long[scenario.Venue.Markets.Count];
    private readonly int[] _capBroken = new int[scenario.Venue.Markets.Count];
    private readonly List<string> _violations = [];
    private int _broken;
    private int _overdue;

    public Series Series { get; } = new(scenario.Venue.Markets.Select(market => market.Name));

    /// <summary>The first of them, in words.</summary>
    public IReadOnlyList<string> Violations => _violations;

    public void Look(int second)
    {
        var isLast = second == scenario.Seconds - 1;
        if (second % WholeLook_Seconds == 0 || isLast)
        {
            Broken(second, Invariants.Check(state));
        }

        if (second % OverdueLook_Seconds == 0 || isLast)
        {
            _overdue = state.Accounts.Count(IsOverdue);
        }

        foreach (var market in journal.DrainTaken())
        {
            _vaultShares[market.Value] = VaultShare(state.MarketOf(market));
        }

        LookAtVenue();
        foreach (var market in state.Markets)
        {
            Look(market, second);
        }
    }

    private void LookAtVenue()
    {
        Int128 sum = 0;
        Int128 badDebt = 0;
        var bankrupt = 0;
        foreach (var account in state.Accounts)
        {
            sum += account.Collateral.Value;
            for (var i = 0; i < account.Slots.Count; i++)
            {
                var slot = account.Slots[i];
                sum += slot.IsolatedCollateral.Value - (Int128)slot.EntryNotional.Value;
            }

            var lack = account.Index < 3 + state.Markets.Count ? 0 : Lack(account);
            badDebt += lack;
            bankrupt += lack > 0 ? 1 : 0;
        }

        Add(Metrics.Insurance, Equity(SystemAccounts.Insurance));
        Add(Metrics.Backstop, Equity(SystemAccounts.Backstop));
        Add(Metrics.Fees, Equity(SystemAccounts.Fees));
        Add(Metrics.Imbalance, sum - (state.DepositsCredited - state.WithdrawalsDebited));
        Add(Metrics.Bankrupt, bankrupt);
        Add(Metrics.BadDebt, badDebt);
        Add(Metrics.Overdue, _overdue);
        Add(Metrics.Liquidated, journal.Liquidated);
        Add(Metrics.Steps, journal.Steps.Count);
        Add(Metrics.Tries, journal.Tries);
        Add(Metrics.BookValue, journal.BookValue);
        Add(Metrics.TakenOver, journal.TakenOver);
        Add(Metrics.Deleveraged, journal.Deleveraged);
        Add(Metrics.Deleveragings, comparison.Moments);
        Add(Metrics.InsurancePaid, journal.InsurancePaid);
        Add(Metrics.Refused, journal.Refused);
        Add(Metrics.Violations, _broken + journal.Unhealthy + journal.Faults.Count);
    }

    private void Look(MarketState market, int second)
    {
        var unit = RandomWalk.Pow10(market.Parameters.SzDecimals);
        var path = scenario.Prices[(int)market.Id.Value].At(second, scenario.Seed, market.Id);
        var mark = (Int128)market.Mark.Value * unit;
        var name = market.Parameters.Name;
        Add(Metrics.Path, path, name);
        Add(Metrics.Oracle, (Int128)market.OraclePrice.Value * unit, name);
        Add(Metrics.Mark, mark, name);
        Add(Metrics.MarkOff, mark == 0 ? 0 : Int128.Abs(mark - path) * Nano.One / path, name);
        Add(Metrics.Quorum, market.HasQuorum ? 1 : 0, name);
        Add(Metrics.FundingIndex, market.FundingIndex * unit / Nano.One, name);
        Add(Metrics.FundingBroken, market.IsFundingBroken ? 1 : 0, name);
        Add(Metrics.OpenInterest, market.Mark.Worth(market.OpenInterest.Value), name);
        Add(Metrics.Depth, Depth(market), name);
        var slot = state.FindAccount(SystemAccounts.Backstop)!.FindSlot(market.Id);
        Add(Metrics.VaultPosition, slot is null ? 0 : Sight.Worth(state, slot), name);
        Add(Metrics.VaultShare, _vaultShares[market.Id.Value], name);
        Add(Metrics.CapBroken, CapBroken(market), name);
    }

    private void Add(Metric metric, Int128 value, string market = "") =>
        Series.Of(metric, market).Add(value);

    private Int128 Equity(Address owner) => Sight.Cross(state, state.FindAccount(owner)!).Equity;

    private Int128 Lack(Account account)
    {
        var lack = Int128.Max(0, -Sight.Cross(state, account).Equity);
        foreach (var slot in account.Slots)
        {
            lack += slot.Mode == MarginMode.Isolated
                ? Int128.Max(0, -Sight.Of(state, account, slot).Equity)
                : 0;
        }

        return lack;
    }

    private bool IsOverdue(Account account)
    {
        var view = AccountView.Of(state, account);
        return view.Equity < view.MaintenanceMargin;
    }

    private long VaultShare(MarketState market)
    {
        var vault = state.FindAccount(SystemAccounts.Backstop)!;
        var equity = Sight.Cross(state, vault).Equity;
        var margin = vault.FindSlot(market.Id) is { } slot
            ? Sight.Worth(state, slot) / Math.Min(market.Parameters.MaxLeverage, Limits.BackstopLeverage)
            : 0;
        return equity <= 0 ? long.MaxValue : (long)(margin * Nano.One / equity);
    }

    // A price that rises may bring what is open past the cap; nothing may grow there.
    private int CapBroken(MarketState market)
    {
        var cap = market.Parameters.OpenInterest.Cap;
        ref var before = ref _lots[market.Id.Value];
        var now = market.OpenInterest.Value;
        ref var broken = ref _capBroken[market.Id.Value];
        broken += !cap.IsZero && now > before && market.Mark.Worth(now) > cap.Value ? 1 : 0;
        before = now;
        return broken;
    }

    private static Int128 Depth(MarketState market)
    {
        Int128 sum = 0;
        foreach (var order in market.Book.InPriority(Side.Buy))
        {
            if (order.Price.Value * 100L < market.Mark.Value * (100L - DepthReach_PerCent))
            {
                break;
            }

            sum += order.Price.Worth(order.Remaining.Value);
        }

        return sum;
    }

    private void Broken(int second, IReadOnlyList<string> sentences)
    {
        _broken += sentences.Count;
        _violations.AddRange(sentences.Select(sentence => $"second {second}: {sentence}").Take(10));
    }
}
