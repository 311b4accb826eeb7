using Offing.Engine.Accounts;
using Offing.Engine.Margin;
using Offing.Engine.Markets;
using Offing.Engine.Matching;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;

namespace Offing.Engine.Sessions;

/// <summary>What a session key with limits may order, and which of its orders may still trade.</summary>
internal static class KeyLimits
{
    /// <summary>The grant's limits, with the defaults of genesis in the place of zeros.</summary>
    public static SessionLimits Resolve(SessionLimits granted, SessionLimits defaults) =>
        granted.IsNone && defaults.IsNone ? SessionLimits.None : granted with
        {
            MaxOrderNotional = Or(granted.MaxOrderNotional, defaults.MaxOrderNotional),
            MaxPositionNotional = Or(granted.MaxPositionNotional, defaults.MaxPositionNotional),
            MaxDailyLoss = Or(granted.MaxDailyLoss, defaults.MaxDailyLoss),
            MaxLeverage = granted.MaxLeverage == 0 ? defaults.MaxLeverage : granted.MaxLeverage,
            ReduceOnly = granted.ReduceOnly || defaults.ReduceOnly,
        };

    /// <summary>Whether the key may do anything but cancel in the market.</summary>
    public static bool AllowsMarket(Session key, MarketId market) =>
        key.Limits.Markets.Count == 0 || key.Limits.Markets.Contains(market);

    /// <summary>An order that is to wait, or a TWAP: what can be said of it before its time.</summary>
    public static RejectCode ExamineWaiting(
        EntryContext context, Session key, MarketState market, Ticks price, Lots size, bool reduceOnly)
    {
        if (!AllowsMarket(key, market.Id))
        {
            return RejectCode.KeyMarket;
        }

        return reduceOnly ? RejectCode.None
            : key.MayOnlyReduce(context.IsBreached(key)) ? Refusal(key)
            : IsOver(key.Limits.MaxOrderNotional, market, price, size.Value) ? RejectCode.KeyOrderNotional
            : RejectCode.None;
    }

    /// <summary>
    /// An order that goes to the book. One that can only bring the position nearer to zero passes in each
    /// market that the key may trade.
    /// </summary>
    /// <param name="after">The account in the market, the order counted.</param>
    public static RejectCode Examine(
        EntryContext context, Session key, in OrderDraft draft, in Exposure after)
    {
        var limits = key.Limits;
        if (!AllowsMarket(key, draft.Market.Id))
        {
            return RejectCode.KeyMarket;
        }

        if (OrderAdmission.OnlyReduces(draft, after))
        {
            return RejectCode.None;
        }

        if (key.MayOnlyReduce(context.IsBreached(key)))
        {
            return Refusal(key);
        }

        if (IsOver(limits.MaxOrderNotional, draft.Market, draft.Price, draft.Size.Value))
        {
            return RejectCode.KeyOrderNotional;
        }

        if (IsOver(limits.MaxPositionNotional, draft.Market, draft.Price, after.WorstSize))
        {
            return RejectCode.KeyPositionNotional;
        }

        return limits.MaxLeverage != 0 && after.Leverage > limits.MaxLeverage
            ? RejectCode.KeyLeverage
            : RejectCode.None;
    }

    /// <summary>
    /// Whether an order of the key may make this trade. What was admitted may be too much by now: by a loss,
    /// or by what the owner did beside it.
    /// </summary>
    public static bool AllowsFill(Session key, MarketState market, uint leverage, long before, long after) =>
        AllowsFill(key, key.IsBreached, market, leverage, before, after);

    /// <summary>Likewise, with the loss of the day as a preview has it.</summary>
    public static bool AllowsFill(
        Session key, bool isBreached, MarketState market, uint leverage, long before, long after) =>
        !HealthRule.Grew(before, after)
        || (!key.Limits.ReduceOnly && !isBreached && key.StopReason == 0
            && !IsOver(key.Limits.MaxPositionNotional, market, default, Math.Abs(after))
            && (key.Limits.MaxLeverage == 0 || leverage <= key.Limits.MaxLeverage));

    private static RejectCode Refusal(Session key) =>
        key.StopReason != 0 ? RejectCode.KeyHalted
        : key.Limits.ReduceOnly ? RejectCode.KeyReduceOnly
        : RejectCode.KeyLossReached;

    // At the price or the mark, whichever is worth more.
    private static bool IsOver(MicroUsd limit, MarketState market, Ticks price, long size) =>
        !limit.IsZero && new Ticks(Math.Max(price.Value, market.Mark.Value)).Worth(size) > limit.Value;

    private static MicroUsd Or(MicroUsd granted, MicroUsd otherwise) => granted.IsZero ? otherwise : granted;
}
