using Offing.Engine;
using Offing.Engine.Accounts;
using Offing.Engine.Margin;
using Offing.Engine.Markets;
using Offing.Engine.Previews;
using Offing.Gateway.Venue;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Genesis;

namespace Offing.Node;

/// <summary>What the engine says about margin, in the gateway's words.</summary>
internal static class RiskAnswers
{
    /// <summary>Of an action of one order.</summary>
    /// <param name="signer">Null: the owner.</param>
    public static PreviewView Preview(VenueState state, Account account, Address? signer, PlaceOrders action)
    {
        var told = OrderPreview.Of(state, account, signer, action);
        var market = state.FindMarket(action.Orders[0].Market);
        return new PreviewView(
            state.InputCursor, state.Time, market?.Mark ?? default, told.Code,
            told.Kind, told.Status, told.Size, told.Filled, told.Quote, told.Fee, told.Rests,
            [.. told.Fills.Select(level => new LevelView(level.Price, level.Size, level.Trades))],
            told.Before is { } before ? Standing(before) : null,
            told.After is { } after ? Standing(after) : null)
        {
            BuilderFee = told.BuilderFee,
            Trigger = told.Trigger,
            IsComplete = told.IsComplete,
        };
    }

    /// <summary>Of all that an account is held to.</summary>
    public static ExplanationView Explain(VenueState state, Account account)
    {
        var told = AccountExplanation.Of(state, account);
        return new ExplanationView(
            state.InputCursor, state.Time, told.Collateral, Bucket(told.Cross), told.RestingQuote,
            told.RestingRate, told.RestingFees, [.. told.Slots.Select(Requirement)]);
    }

    /// <summary>Of the largest orders of an account; null for an unknown market.</summary>
    public static TradableView? Tradable(VenueState state, Account account, MarketId market)
    {
        if (state.FindMarket(market) is not { } at)
        {
            return null;
        }

        var told = Engine.Previews.Tradable.Of(state, account, at);
        var slot = account.FindSlot(market);
        var isIsolated = slot is null ? at.Parameters.IsolatedOnly : slot.Mode == MarginMode.Isolated;
        var raw = isIsolated && slot is not null
            ? slot.IsolatedCollateral - slot.EntryNotional
            : MicroUsd.Zero;
        return new TradableView(told.Leverage, !isIsolated, raw, told.Buy, told.Sell);
    }

    /// <summary>Of other venues, by their names.</summary>
    public static IReadOnlyList<OtherVenueView> OtherVenues(VenueState state) =>
    [
        .. OtherVenue.Of(state).Select(other => new OtherVenueView(
            other.Market, state.Genesis.Venues[other.Venue].Name, other.Premium, other.Rate)),
    ];

    /// <summary>Of insurance, backstop and the markets.</summary>
    public static VenueRiskView Venue(VenueState state)
    {
        var insurance = state.FindAccount(SystemAccounts.Insurance)!;
        var backstop = state.FindAccount(SystemAccounts.Backstop)!;
        return new VenueRiskView(
            state.InputCursor, state.Time, insurance.Collateral,
            Bucket(AccountExplanation.Of(state, backstop).Cross),
            [.. state.Markets.Select(market => Market(market, backstop))]);
    }

    private static MarketRiskView Market(MarketState market, Account backstop) => new(
        market.Id, market.Mark, market.OraclePrice, market.HasQuorum, market.MayLiquidate,
        market.OpenInterest,
        new MicroUsd((long)Int128.Min(market.Mark.Worth(market.OpenInterest.Value), long.MaxValue)),
        new Nano(market.Scale_Nano),
        backstop.FindSlot(market.Id)?.Size ?? Lots.Zero);

    private static RequirementView Requirement(SlotExplanation of) => new(
        of.Market, of.Leverage, of.Mark, of.MayLiquidate, of.Size, of.EntryNotional, of.Notional,
        of.UnrealisedPnl, of.FundingDue, of.Tier.LowerBound, of.Tier.MaxLeverage, of.Tier.Free, of.Scale,
        of.Initial, of.Maintenance, Orders(of.Orders), of.Reserved, of.Liquidation,
        of.Isolated is { } isolated ? Bucket(isolated) : null, of.IsolatedCollateral);

    private static OrdersView Orders(OrdersExplanation of) =>
        new(of.Buys, of.Sells, of.BuyQuote, of.SellQuote, of.Worst, of.Margin, of.Loss);

    private static StandingView Standing(Standing of) => new(
        of.Size, of.EntryNotional, of.Liquidation, Bucket(of.Cross),
        of.Isolated is { } isolated ? Bucket(isolated) : null);

    private static BucketView Bucket(MarginView of) => new(
        of.Equity, of.Notional, of.Initial, of.Reserved, of.Maintenance, of.Withdrawable);
}
