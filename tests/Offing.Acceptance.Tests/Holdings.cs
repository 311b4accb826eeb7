using Offing.Engine;
using Offing.Primitives;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;

namespace Offing.Acceptance.Tests;

/// <summary>
/// What everybody owns and what waits for a time, by the events alone: collateral, positions, TWAPs, and
/// scheduled cancels must be what the state has.
/// </summary>
internal sealed class Holdings(VenueState state, Names names)
{
    private readonly Dictionary<Address, MicroUsd> _collateral = [];
    private readonly Dictionary<(Address Account, MarketId Market), Lots> _positions = [];
    private readonly Dictionary<(Address Account, MarketId Market), MicroUsd> _isolated = [];
    private readonly Dictionary<ulong, (TwapStarted Terms, Lots Filled)> _twaps = [];
    private readonly Dictionary<Address, ulong> _schedules = [];

    public void Fold(IEngineEvent happened)
    {
        switch (happened)
        {
            case Deposited e:
                Pay(e.Account, e.Amount);
                break;
            case DepositReversed e:
                Pay(e.Account, -e.Amount);
                break;
            case WithdrawalQueued e:
                Pay(e.Owner, -e.Amount);
                break;
            case FundingPaid e:
                Pay(e.Account, e.Amount);
                break;
            case FundingMoved e when _collateral.ContainsKey(SystemAccounts.Insurance):
                Pay(SystemAccounts.Insurance, e.Swept);
                break;
            case CollateralMoved e:
                Pay(e.From, -e.Amount);
                Pay(e.To, e.Amount);
                break;
            case BuilderPaid e:
                Pay(e.Builder, e.Amount);
                break;
            case LeverageSet e when e.IsCross:
                _isolated.Remove((e.Account, e.Market));
                break;
            case LeverageSet e:
                _isolated.TryAdd((e.Account, e.Market), MicroUsd.Zero);
                break;
            case IsolatedMarginMoved e:
                Pay(e.Account, -e.Amount);
                _isolated[(e.Account, e.Market)] += e.Amount;
                break;
            case Traded e:
                Trade(e.Market, e.Size, e.Taker);
                Trade(e.Market, e.Size, e.Maker);
                break;
            case PositionSettled e:
                Settle(e);
                break;
            case PositionMoved e:
                Pass(e, e.From, -e.Cash);
                Pass(e, e.To, e.Cash);
                break;
            case LiquidationStep { Means: LiquidationMeans.Insurance, IsIsolated: true } e:
                Pay(e.Account, e.Market, -e.Cash);
                Pay(SystemAccounts.Insurance, e.Cash);
                break;
            case LiquidationStep { Means: LiquidationMeans.Insurance } e:
                Pay(e.Account, -e.Cash);
                Pay(SystemAccounts.Insurance, e.Cash);
                break;
            default:
                FoldWaiting(happened);
                break;
        }
    }

    /// <summary>After an entry: the state has what was told.</summary>
    public void Check()
    {
        foreach (var (owner, collateral) in _collateral)
        {
            Must(
                state.FindAccount(owner)?.Collateral == collateral,
                $"{names.Of(owner)} was told to have {Narrator.Money(collateral)} USDC");
        }

        foreach (var ((owner, market), size) in _positions)
        {
            Must(
                (state.FindAccount(owner)?.FindSlot(market)?.Size ?? Lots.Zero) == size,
                $"{names.Of(owner)} has another position than was told");
        }

        foreach (var ((owner, market), margin) in _isolated)
        {
            Must(
                (state.FindAccount(owner)?.FindSlot(market)?.IsolatedCollateral ?? MicroUsd.Zero) == margin,
                $"{names.Of(owner)} has another isolated margin than was told");
        }

        Must(_twaps.Count == state.Waiting.Twaps.Count, "other TWAPs run than was told");
        Must(
            state.Waiting.Twaps.All(twap => _twaps.TryGetValue(twap.Id, out var told)
                && told.Filled == twap.Filled && told.Terms.Size == twap.Terms.Size),
            "a TWAP has filled other than was told");
        var set = state.Waiting.Schedules.Where(schedule => schedule.Time.Milliseconds != 0).ToList();
        Must(
            set.Count == _schedules.Count && set.All(schedule => _schedules.GetValueOrDefault(
                state.Accounts[schedule.Account].Owner) == schedule.Time.Milliseconds),
            "other cancels are scheduled than was told");
    }

    private void FoldWaiting(IEngineEvent happened)
    {
        switch (happened)
        {
            case TwapStarted e:
                _twaps.Add(e.Twap, (e, Lots.Zero));
                break;
            case TwapSliced e:
                var (terms, filled) = _twaps[e.Twap];
                _twaps[e.Twap] = (terms, filled + e.Filled);
                break;
            case TwapEnded e:
                Must(_twaps.Remove(e.Twap, out var ended), $"TWAP {e.Twap} ended and never ran");
                Must(ended.Filled == e.Filled, $"TWAP {e.Twap} filled other than its slices");
                break;
            case CancelScheduled e when e.Time_Ms is { } time:
                _schedules[e.Account] = time;
                break;
            case CancelScheduled e:
                _schedules.Remove(e.Account);
                break;
            case ScheduledCancelDone e:
                Must(_schedules.Remove(e.Account), $"{names.Of(e.Account)} had no cancel scheduled");
                break;
        }
    }

    private void Pay(Address owner, MicroUsd amount) =>
        _collateral[owner] = _collateral.GetValueOrDefault(owner) + amount;

    private void Settle(PositionSettled settled)
    {
        Must(
            _positions.Remove((settled.Account, settled.Market), out var held) && held == settled.Size,
            $"{names.Of(settled.Account)} settled another position");
        Pay(settled.Account, settled.Market, settled.ClosedPnl);
    }

    private void Pass(PositionMoved passed, FillSide side, MicroUsd cash)
    {
        Trade(passed.Market, passed.Size, side);
        Pay(side.Account, passed.Market, cash);
    }

    private void Trade(MarketId market, Lots size, FillSide side)
    {
        var held = _positions.GetValueOrDefault((side.Account, market));
        Must(held == side.StartPosition, $"{names.Of(side.Account)} started from another position");
        _positions[(side.Account, market)] = held + (side.Side == Side.Buy ? size : -size);
        if (state.MarketOf(market).Parameters.IsolatedOnly)
        {
            _isolated.TryAdd((side.Account, market), MicroUsd.Zero);
        }

        Pay(side.Account, market, side.ClosedPnl - side.Fee);
    }

    // Into the bucket of the position.
    private void Pay(Address owner, MarketId market, MicroUsd amount)
    {
        if (_isolated.TryGetValue((owner, market), out var margin))
        {
            _isolated[(owner, market)] = margin + amount;
        }
        else
        {
            Pay(owner, amount);
        }
    }

    private static void Must(bool condition, string complaint)
    {
        if (!condition)
        {
            throw new BadLineException("the events contradict the state: " + complaint);
        }
    }
}
