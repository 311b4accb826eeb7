using System.Numerics;
using Offing.Engine.Accounts;
using Offing.Engine.Tests.Naive;
using Offing.Primitives;
using Offing.Protocol.Events;

namespace Offing.Engine.Tests.Life;

/// <summary>
/// Follows the events one by one, each at its moment, and holds what it did to the accounts against the rules
/// of section 11: I6 for each bucket of both sides, I7 for each step of a liquidation, certificates by
/// candidates of its own, and the wealth of each account to a 1e-9 of a micro-dollar.
/// </summary>
internal sealed class StepChecker(VenueState state, Shadows shadows, Ledger ledger) : EventSink
{
    private static readonly BigInteger One = 1_000_000_000;

    // Of the liquidation step that goes on: its bucket before.
    private (Account Account, AccountCopy Before)? _step;

    /// <summary>Demands that were answered: served, refused, ended or made to wait.</summary>
    public HashSet<ulong> Answered { get; } = [];

    private (Address To, MicroUsd Amount) _passing;

    // Of the deleveraging that goes on, and of a demanded close before it.
    private Lots _left;
    private AccountCopy? _demanded;

    /// <summary>How often each kind of event was seen; liquidation means apart.</summary>
    public Dictionary<string, int> Seen { get; } = [];

    public override void Take<T>(in T happened)
    {
        Count(typeof(T).Name);
        Answer(happened);
        switch (happened)
        {
            case Traded trade:
                Follow(trade);
                break;
            case OrderClosed closed:
                Count(End(closed.Status));
                break;
            case PositionMoved moved:
                Follow(moved);
                break;
            case BuilderPaid paid:
                shadows.Announce(shadows.Find(paid.Builder), paid.Amount.Value);
                break;
            case FundingPaid paid:
                Follow(paid);
                break;
            case LiquidationOrdered ordered:
                Begin(shadows.Find(ordered.Account));
                break;
            case LiquidationStep step:
                Follow(step);
                break;
            case DeleverageCertificate certificate:
                Count(certificate.Line == ulong.MaxValue ? "without a line" : "down to a line");
                Certificates.Check(state, certificate);
                _left = certificate.Deficit;
                break;
            case Deposited deposited:
                ledger.Deposits += deposited.Amount.Value;
                Gain(deposited.Account, deposited.Amount.Value * One, "deposit");
                break;
            case DepositReversed reversed:
                ledger.Deposits -= reversed.Amount.Value;
                Gain(reversed.Account, -reversed.Amount.Value * One, "reversal");
                break;
            case WithdrawalQueued withdrawn:
                ledger.Withdrawals += withdrawn.Amount.Value;
                Gain(withdrawn.Owner, -withdrawn.Amount.Value * One, "withdrawal");
                // What a master gets out of a sub-account by a request leaves him at once: it was not his.
                if (_passing != (withdrawn.Owner, withdrawn.Amount))
                {
                    Outflows.Check(state, shadows.Find(withdrawn.Owner));
                }

                break;
            case PositionSettled settled:
                Gain(settled.Account, 0, "settlement");
                break;
            case CollateralMoved moved:
                Gain(moved.From, -moved.Amount.Value * One, "transfer");
                Gain(moved.To, moved.Amount.Value * One, "transfer");
                Outflows.Check(state, shadows.Find(moved.From));
                _passing = (moved.To, moved.Amount);
                break;
            case IsolatedMarginMoved moved:
                Follow(moved);
                break;
        }
    }

    private void Answer<T>(in T happened)
        where T : struct, IEngineEvent
    {
        switch (happened)
        {
            case RequestServed served:
                Answered.Add(served.RequestIndex);
                break;
            case RequestRefused refused:
                Answered.Add(refused.RequestIndex);
                break;
            case CloseWaits waits:
                Answered.Add(waits.RequestIndex);
                break;
            case CloseEnded ended:
                Answered.Add(ended.RequestIndex);
                break;
        }
    }

    public static void That(bool holds, string what, VenueState state)
    {
        if (!holds)
        {
            throw new LifeException($"entry {state.InputCursor}: {what}");
        }
    }

    /// <summary>By what an order ended.</summary>
    public static string End(OrderStatus status) => $"end {status}";

    private void Count(string kind) => Seen[kind] = Seen.GetValueOrDefault(kind) + 1;

    private void Begin(Account account) => _step ??= (account, shadows[account.Index]);

    private void Follow(in Traded trade)
    {
        var cost = trade.Price.Worth(trade.Size.Value);
        var worth = state.MarketOf(trade.Market).Mark.Worth(trade.Size.Value);
        foreach (var side in (FillSide[])[trade.Taker, trade.Maker])
        {
            var won = side.Side == Side.Buy ? worth - cost : cost - worth;
            Allowed(Gain(side.Account, ((BigInteger)won - side.Fee.Value) * One, "trade"), "a trade");
            StartedAt(side, trade.Market, trade.Size);
        }

        shadows.Pay();
        That(
            (trade.Taker.Fee + trade.Maker.Fee).Value >= 0, $"{trade} pays its own sides", state);
        if (trade.Taker.Fee != default)
        {
            Count(trade.Maker.Fee < default(MicroUsd) ? "rebate" : "fee");
        }
    }

    private void Follow(in PositionMoved moved)
    {
        var isDemanded = moved.Means == LiquidationMeans.ForcedClose;
        Count(isDemanded ? "taken over by demand" : "taken over");
        if (!isDemanded)
        {
            Begin(shadows.Find(moved.From.Account));
        }

        var given = Gain(moved.From.Account, -moved.Cash.Value * One, "takeover");
        if (isDemanded)
        {
            _demanded ??= given.Before;
            _left -= moved.Size;
            if (_left.IsZero)
            {
                // One step, whoever took what: each cut by itself frees a fraction less than its part.
                Allowed((given.Account, _demanded, given.After), "a demanded close");
                _demanded = null;
            }
        }

        var taken = Gain(moved.To.Account, moved.Cash.Value * One, "takeover");
        StartedAt(moved.From, moved.Market, moved.Size);
        StartedAt(moved.To, moved.Market, moved.Size);
        // What a bankrupt bucket owes is borne by who stands against it: there the rule cannot hold.
        if (moved.Cash >= default(MicroUsd))
        {
            Allowed(taken, "a takeover");
        }
        else
        {
            That(moved.Means == LiquidationMeans.Deleverage, $"the vault is charged {moved}", state);
            Count("loss borne by the other side");
        }
    }

    // What a fill moved was seen with the fill; what comes back from a closed position is all that was there.
    // The rest is moved by the owner.
    private void Follow(in IsolatedMarginMoved moved)
    {
        var (account, before, after) = Gain(moved.Account, 0, "move of isolated margin");
        if (before.Collateral == after.Collateral || after.SizeIn(moved.Market) == 0)
        {
            return;
        }

        Count("isolated margin moved by its owner");
        if (moved.Amount > default(MicroUsd))
        {
            Outflows.Check(state, account);
        }
        else
        {
            Outflows.Check(state, account, moved.Market);
        }
    }

    // The events say what the position was: what it is now less what passed.
    private void StartedAt(in FillSide side, MarketId market, Lots size)
    {
        var now = shadows[shadows.Find(side.Account).Index].SizeIn(market);
        var passed = side.Side == Side.Buy ? size.Value : -size.Value;
        That(side.StartPosition.Value + passed == now, $"{side} is at {now} in {market}", state);
    }

    private void Follow(in FundingPaid paid)
    {
        var account = shadows.Find(paid.Account);
        var (before, _, gain) = shadows.Renew(account);
        var market = paid.Market;
        var slot = before.Slots.Single(slot => slot.Market == market);
        var due = AccountCopy.Due(slot, state.MarketOf(market).FundingIndex);
        That(slot.Size == paid.Size.Value && due == paid.Amount.Value, $"{paid}, but due was {due}", state);
        That(gain <= 0 && gain > -One, $"{paid} changed what the account has by {gain}e-9", state);
        ledger.Settled(market);
    }

    private void Follow(in LiquidationStep step)
    {
        Count($"means {step.Means}");
        if (state.MarketOf(step.Market).IsSettled)
        {
            Count("cover of a settlement");
        }

        var account = shadows.Find(step.Account);
        if (step.Means == LiquidationMeans.Insurance)
        {
            Begin(account);
            Gain(step.Account, -step.Cash.Value * One, "insurance");
            That(state.Insurance.Collateral.Value >= 0, "insurance paid what it does not have", state);
        }

        That(_step?.Account == account, $"{step} is another's", state);
        var isolated = step.IsIsolated ? step.Market : (MarketId?)null;
        var before = _step!.Value.Before.Health(state, isolated);
        var after = AccountCopy.Of(account).Health(state, isolated);
        _step = null;
        That(
            before.Equity == step.EquityBefore.Value && before.Maintenance == step.MaintenanceBefore.Value
                && after.Equity == step.EquityAfter.Value
                && after.Maintenance == step.MaintenanceAfter.Value,
            $"{step}, but {before} to {after}", state);
        That(before.Equity < before.Maintenance, $"{step} of a healthy bucket", state);
        That(NaiveHealth.IsNotWorse(before, after), $"I7: {step}", state);
    }

    // Exactly so much, no part of a micro-dollar more or less.
    private (Account Account, AccountCopy Before, AccountCopy After) Gain(
        Address owner, BigInteger expected_Nano, string what)
    {
        var account = shadows.Find(owner);
        var (before, after, gain) = shadows.Renew(account);
        That(
            gain == expected_Nano,
            $"a {what} gave account {account.Index} {gain}e-9 and not {expected_Nano}e-9", state);
        return (account, before, after);
    }

    private void Allowed((Account Account, AccountCopy Before, AccountCopy After) change, string what)
    {
        var (account, before, after) = change;
        Allowed(account, before, after, isolated: null, what);
        foreach (var slot in before.Slots)
        {
            if (slot.IsIsolated)
            {
                Allowed(account, before, after, slot.Market, what);
            }
        }
    }

    private void Allowed(
        Account account, AccountCopy before, AccountCopy after, MarketId? isolated, string what)
    {
        var (was, now) = (before.Health(state, isolated), after.Health(state, isolated));
        var grew = after.HasGrownSince(before, isolated);
        That(
            NaiveHealth.IsAllowed(was, now, grew),
            $"I6: {what} brings account {account.Index} from {was} to {now}, grown: {grew}", state);
    }
}
