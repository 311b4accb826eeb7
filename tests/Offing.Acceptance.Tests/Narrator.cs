using Offing.Engine;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Wire;

namespace Offing.Acceptance.Tests;

/// <summary>Says events in the words of tests/Acceptance/README.md.</summary>
internal sealed class Narrator(VenueState state, Names names, Ledger ledger)
{
    /// <summary>Null for what other lines imply; the ledger holds it to them.</summary>
    public Told? Tell(IEngineEvent happened, IReadOnlyList<string?> items, Asked asked) => happened switch
    {
        ActionRejected e => Said($"{names.Of(e.Account)} rejected {e.Code}", e.Code),
        ItemOutcome e => Refusal(e, items),
        Traded e => Said(Trade(e)),
        OrderRested e => new Told(Rest(e), asked == Asked.Placing && IsWhole(e)),
        OrderRefilled e => Said($"{Label(e.Order, e.Account)} shows {Size(e.Market, e.Displayed)} more"),
        OrderReduced e => Said(
            $"{Label(e.Order, e.Account)} reduced by {Size(e.Market, e.By)} {Camel(e.Reason)}"),
        OrderClosed e => new Told(End(e), asked == Asked.Cancelling && e.Status == OrderStatus.Canceled),
        ConditionalPlaced e => new Told(Wait(e), asked == Asked.Placing),
        ConditionalArmed e => Said(
            $"{Label(e.Order, e.Account)} armed {Size(ledger.Find(e.Order)!.Market, e.Size)}"),
        TriggerMoved e => Said(
            $"{Label(e.Order, e.Account)} trigger {Price(ledger.Find(e.Order)!.Market, e.TriggerPrice)}"),
        ConditionalTriggered e => Said(Trigger(e), e.Refusal),
        TwapStarted e => Said(
            $"{Label(new OrderId(e.Twap), e.Account)} runs {Size(e.Market, e.Size)} in {e.Minutes}m"),
        TwapSliced e => Said(Slice(e), e.Refusal),
        TwapEnded e => new Told(
            $"{Label(new OrderId(e.Twap), e.Account)} {Camel(e.Status)}",
            asked == Asked.Cancelling && e.Status == TwapStatus.Terminated),
        CancelScheduled e => Plain($"{names.Of(e.Account)} {(e.Time_Ms is null ? "un" : "")}scheduled"),
        ScheduledCancelDone e => Said($"{names.Of(e.Account)} scheduled cancel done"),
        SubAccountCreated e => Plain($"{names.Of(e.Master)} has sub-account {e.Name}"),
        CollateralMoved e => Plain(
            $"{names.Of(e.From)} gives {Money(e.Amount)} USDC to {names.Of(e.To)}"),
        RequestRefused e => Said($"{names.Of(e.Account)} request refused {e.Code}", e.Code),
        LeverageSet e => Plain(
            $"{names.Of(e.Account)} leverage {e.Leverage} {names.Of(e.Market)}"
            + (e.IsCross ? "" : " isolated")),
        IsolatedMarginMoved e => Said(
            $"{names.Of(e.Account)} moves {Money(e.Amount)} USDC into {names.Of(e.Market)}"),
        QuorumChanged e => Said($"quorum {(e.HasQuorum ? "back" : "lost")} {names.Of(e.Market)}"),
        ReportRefused e => Said($"report of {names.Of(e.Market)} refused {e.Code}", e.Code),
        LiquidationOrdered e => Said(
            $"{names.Of(e.Account)} liquidated, {(e.Side == Side.Buy ? "buys" : "sells")} "
            + $"{Size(e.Market, e.Size)} {names.Of(e.Market)} @ {Price(e.Market, e.Price)}"),
        PositionMoved e => Said(
            $"{names.Of(e.From.Account)} gives {Size(e.Market, e.Size)} {names.Of(e.Market)} "
            + $"to {names.Of(e.To.Account)} @ {Price(e.Market, e.Mark)} with {Money(e.Cash)} USDC"),
        LiquidationStep { Means: LiquidationMeans.Insurance } e => Said(
            $"insurance pays {Money(-e.Cash)} USDC to {names.Of(e.Account)}"),
        LiquidationStep => null,
        DeleverageCertificate e => Said(
            $"{names.Of(e.Market)} {(e.Side == Side.Buy ? "longs" : "shorts")} deleveraged "
            + Size(e.Market, e.Deficit)),
        KeyLossReached e => Said($"{names.Of(e.Key)} has lost {Money(e.Loss)} USDC"),
        BuilderPaid e => Said(
            $"{names.Of(e.Payer)} pays {Money(e.Amount)} USDC to {names.Of(e.Builder)}"),
        BuilderApproved => null,
        OrderPlaced or ActionDone or MarkMoved or Deposited or WithdrawalQueued => null,
        FundingMoved e => Plain($"funding {names.Of(e.Market)} {Rate(e.Rate)}"),
        FundingPaid e => Said($"{names.Of(e.Account)} funding {Money(e.Amount)} USDC {names.Of(e.Market)}"),
        SessionGranted or SessionRevoked or PremiumSampled => null,
        _ => TellOperator(happened),
    };

    private Told? TellOperator(IEngineEvent happened) => happened switch
    {
        SwitchThrown e => Said(
            (e.Market == OperatorSwitch.Venue ? "the venue" : names.Of(e.Market))
            + (e.Reason == 0 ? " goes on" : $" stops for {e.Reason}")),
        SwitchRefused e => Said($"switch refused {e.Code}", e.Code),
        StopThrown e => Said(
            names.Of(e.Target) + (e.Reason == 0 ? " goes on" : $" is stopped for {e.Reason}")),
        StopRefused e => Said($"stop refused {e.Code}", e.Code),
        SettlementBegan e => Said($"{names.Of(e.Market)} is settled at {Price(e.Market, e.Price)}"),
        PositionSettled e => Said(
            $"{names.Of(e.Account)} settles {Size(e.Market, e.Size)} {names.Of(e.Market)} "
            + $"for {Money(e.ClosedPnl)}"),
        SettlementEnded e => Said($"{names.Of(e.Market)} is over"),
        MarketListed e => Said($"{e.Parameters.Name} is listed"),
        MarketChanged => null,
        PublisherChanged e => Said(
            $"publisher {e.Publisher} is {(e.Key.IsZero ? "nobody" : names.Of(e.Key))}, quorum {e.Quorum}"),
        ParameterAnnounced e => Said($"change {e.Number} announced"),
        ParameterChanged e => Said($"change {e.Number} holds"),
        ParameterDropped e => Said($"change {e.Number} dropped"),
        OperatorChanged e => Said($"{names.Of(e.Operator)} is the operator"),
        RequestServed => null,
        BatchEnded e => Said($"batch {e.Number} ends"),
        RequestTakenBack e => Said($"request {e.RequestIndex} of {names.Of(e.Account)} is taken back"),
        DepositReversed e => Said($"{names.Of(e.Account)} gives back {Money(e.Amount)} USDC"),
        ReversalRefused e => Said($"request {e.RequestIndex} stays: {e.Code}", e.Code),
        BatchesReopened e => Said($"batches from {e.First} on are cut again"),
        CloseOrdered e => Said(
            $"{names.Of(e.Account)} closes by demand, {(e.Side == Side.Buy ? "buys" : "sells")} "
            + $"{Size(e.Market, e.Size)} {names.Of(e.Market)} @ {Price(e.Market, e.Price)}"),
        CloseWaits e => Said(
            $"{names.Of(e.Account)} waits to close {Size(e.Market, e.Left)} {names.Of(e.Market)}"),
        CloseEnded e => Said(
            $"{names.Of(e.Account)} close of {names.Of(e.Market)} {Camel(e.How)}", e.Code),
        _ => Said($"an event that the narrator does not know: {happened}"),
    };

    public string Label(OrderId order, Address account) => names.Label(order.Value, account);

    public string Price(MarketId market, Ticks price) =>
        Decimal(price.Value, state.MarketOf(market).Parameters.PriceDecimals);

    public string Size(MarketId market, Lots size) =>
        (size < Lots.Zero ? "-" : "")
        + Decimal(Math.Abs(size.Value), state.MarketOf(market).Parameters.SzDecimals);

    // 1e-9 as a share of the price.
    private static string Rate(Nano rate) =>
        (rate.Value < 0 ? "-" : "") + Decimal(Math.Abs(rate.Value), 9);

    public static string Money(MicroUsd amount) =>
        (amount.Value < 0 ? "-" : "") + Decimal(Math.Abs(amount.Value), 6);

    public static string Camel<T>(T value)
        where T : struct, Enum
    {
        var text = value.ToString();
        return char.ToLowerInvariant(text[0]) + text[1..];
    }

    private static string Decimal(long units, int decimals) =>
        WireDecimal.FromUnits((ulong)units, decimals).ToString();

    private static Told Said(string text, RejectCode code = RejectCode.None) =>
        new(text, IsPlain: false, code == RejectCode.None ? null : RejectText.For(code));

    private static Told Plain(string text) => new(text, IsPlain: true);

    private bool IsWhole(OrderRested e) => ledger.Find(e.Order)!.Size == e.Remaining;

    private Told? Refusal(ItemOutcome e, IReadOnlyList<string?> items)
    {
        if (e.Code == RejectCode.None)
        {
            return null;
        }

        var open = e.Code == RejectCode.ClientIdInUse ? $" of {names.Label(e.Order.Value, default)}" : "";
        var item = e.Index < items.Count && items[e.Index] is { } name ? name + " " : "";
        return Said($"{item}refused {e.Code}{open}", e.Code);
    }

    private string Trade(Traded e)
    {
        var (taker, maker) = (Label(e.Taker.Order, e.Taker.Account), Label(e.Maker.Order, e.Maker.Account));
        var verb = e.Taker.Side == Side.Buy ? "buys from" : "sells to";
        return $"trade {Size(e.Market, e.Size)} at {Price(e.Market, e.Price)} {taker} {verb} {maker}";
    }

    private string Rest(OrderRested e) =>
        $"{Label(e.Order, e.Account)} rests {Size(e.Market, e.Remaining)}"
        + (e.Displayed == e.Remaining ? "" : $" showing {Size(e.Market, e.Displayed)}");

    private string End(OrderClosed e) =>
        $"{Label(e.Order, e.Account)} {Camel(e.Status)}"
        + (e.Status == OrderStatus.Filled ? "" : $" {Size(e.Market, e.Remaining)}");

    private string Wait(ConditionalPlaced e) => Label(e.Order, e.Account)
        + (e.IsArmed ? $" waitingForTrigger {Price(e.Market, e.TriggerPrice)}" : " waitingForFill");

    private string Trigger(ConditionalTriggered e) =>
        $"{Label(e.Order, e.Account)} triggered at {Price(e.Market, e.Mark)}"
        + (e.Refusal == RejectCode.None ? "" : $" refused {e.Refusal}");

    private string Slice(TwapSliced e)
    {
        var label = Label(new OrderId(e.Twap), e.Account);
        return e.Refusal == RejectCode.None ? $"{label} slice" : $"{label} slice refused {e.Refusal}";
    }
}
