using Offing.Gateway.Hyperliquid.Info;
using Offing.Gateway.Venue;
using Offing.Gateway.Wire;
using Offing.MarketData;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.Gateway.Native;

/// <summary>The calls of spec/native.md that only read.</summary>
internal sealed class NativeQueries(IVenue venue, VenueFold fold)
{
    /// <summary>GET /native/status.</summary>
    public WireReply Status()
    {
        var (facts, now) = (venue.Facts, venue.Status());
        return WireReply.Json(new
        {
            venue = facts.Genesis.Name,
            genesisHash = facts.Genesis.Hash.ToString(),
            chainId = facts.ChainId,
            vault = facts.Vault.ToString(),
            settlement = facts.Settlement.ToString(),
            usdc = facts.Usdc.ToString(),
            sequencer = facts.Sequencer.ToString(),
            receiptBond = facts.ReceiptBond.ToString(),
            development = facts.IsDevelopment,
            headSeq = now.HeadSeq,
            headTime = now.HeadTime.Milliseconds,
            lastBatch = now.LastCut,
            lastPosted = now.LastPosted,
            lastFinal = now.LastFinal,
            stateRoot = now.StateRoot.ToString(),
            nextSwitch = now.NextSwitch,
            chain = now.Settlement is { } chain ? Chain(chain) : null,
            publishers = now.Publishers.Select(
                p => new { key = p.Key.ToString(), nextSequence = p.NextSequence }),
        });
    }

    private static object Chain(SettlementView chain) => new
    {
        deposits = chain.Deposits,
        batches = chain.Batches,
        key = chain.Key.ToString(),
        @operator = chain.Operator.ToString(),
        nextOperator = chain.Next.IsZero ? null : chain.Next.ToString(),
        nextOperatorFrom = chain.NextFrom.Milliseconds,
    };

    /// <summary>GET /native/account?user=: amounts in micro-USDC and sizes in lots, as integers.</summary>
    public WireReply Account(string? user)
    {
        if (!Address.TryParse(user, out var address))
        {
            return NativeReply.Error(RejectCode.BadAddress, "user must be 0x and 40 hex digits", 422);
        }

        if (venue.FindAccount(address) is not { } account || venue.Explain(address) is not { } told)
        {
            return NativeReply.Error(RejectCode.NotDeposited, address.ToString());
        }

        return NativeReply.Ok(new
        {
            user = address.ToString(),
            collateral = account.Collateral.Value,
            equity = account.Equity.Value,
            marginUsed = account.MarginUsed.Value,
            maintenanceMargin = account.MaintenanceMargin.Value,
            withdrawable = account.Withdrawable.Value,
            openOrders = fold.OpenOrders(address).Count,
            scheduledCancel = fold.ScheduledCancel_Ms(address),
            master = fold.MasterOf(address)?.ToString(),
            subAccounts = fold.SubAccounts(address).Select(
                sub => new { user = sub.Account.ToString(), name = sub.Name }),
            positions = account.Slots.Select(slot => new
            {
                market = slot.Market.Value,
                size = slot.Size.Value,
                entryNotional = slot.EntryNotional.Value,
                leverage = slot.Leverage,
                isolated = !slot.IsCross,
                marginUsed = slot.MarginUsed.Value,
                maintenanceMargin = slot.MaintenanceMargin.Value,
                closing = slot.Closing is { } close
                    ? new
                    {
                        request = close.Request, left = close.Left.Value,
                        deadline = close.Deadline.Milliseconds,
                    }
                    : null,
            }),
            sessions = venue.Sessions(address).Select(session => new
            {
                key = session.Key.ToString(),
                name = session.Name,
                expiry = session.Expiry_Ms,
                maxOrderNotional = session.Limits.MaxOrderNotional.Value,
                maxPositionNotional = session.Limits.MaxPositionNotional.Value,
                maxDailyLoss = session.Limits.MaxDailyLoss.Value,
                maxLeverage = session.Limits.MaxLeverage,
                reduceOnly = session.Limits.ReduceOnly,
                markets = session.Limits.Markets.Select(market => market.Value),
                breached = session.IsBreached,
                dayLoss = session.DayLoss.Value,
            }),
            seq = told.Seq,
            time = told.Time.Milliseconds,
            buckets = RiskShapes.Buckets(told),
            requirements = told.Markets.Select(RiskShapes.Requirement),
            restingFees = new
            {
                quote = told.RestingQuote.Value,
                rate = told.RestingRate.Value,
                fees = told.RestingFees.Value,
            },
        });
    }

    /// <summary>GET /native/risk: what stands behind all accounts.</summary>
    public WireReply Risk()
    {
        var now = venue.Risk();
        return NativeReply.Ok(new
        {
            seq = now.Seq,
            time = now.Time.Milliseconds,
            insurance = now.Insurance.Value,
            backstop = RiskShapes.Bucket(now.Backstop),
            markets = now.Markets.Select(market => new
            {
                market = market.Market.Value,
                mark = market.Mark.Value,
                oracle = market.Oracle.Value,
                hasQuorum = market.HasQuorum,
                mayLiquidate = market.MayLiquidate,
                openInterest = market.OpenInterest.Value,
                openInterestValue = market.OpenInterestValue.Value,
                scale = market.Scale.Value,
                backstop = market.Backstop.Value,
            }),
        });
    }

    /// <summary>
    /// GET /native/order?user=&amp;oid= or &amp;cloid=: what has become of an order, and so of its cancel.
    /// </summary>
    public WireReply Order(string? user, string? oid, string? clientId)
    {
        if (!Address.TryParse(user, out var address))
        {
            return NativeReply.Error(RejectCode.BadAddress, "user must be 0x and 40 hex digits", 422);
        }

        var (byId, byClientId) = (
            OrderNames.TryId(oid, out var id), OrderNames.TryClientId(clientId, out var cloid));
        if ((oid is null) == (clientId is null) || !(byId || byClientId))
        {
            return NativeReply.Error(
                RejectCode.BadNumber, "either oid, a number, or cloid, 0x and 32 hex digits", 422);
        }

        return (byId ? fold.FindOrder(address, id) : fold.FindOrder(address, cloid)) is { } order
            ? NativeReply.Ok(Order(order, venue.FindTerms(address, order.Id)))
            : NativeReply.Ok(new { outcome = "unknown" });
    }

    // The terms are of the order as it stands: one that is over has none. It may end between the two
    // questions, and then only the terms are missing.
    private static object Order(OrderRecord order, OrderTermsView? terms) => new
    {
        outcome = order.Status switch
        {
            OrderStatus.Open or OrderStatus.Triggered => "open",
            OrderStatus.Filled => "filled",
            OrderStatus.Rejected => "rejected",
            _ => "cancelled",
        },
        status = OrderStatusText.Of(order),
        oid = order.Id.Value,
        cloid = Shapes.ClientId(order.ClientId),
        market = order.Market.Value,
        isBuy = order.Side == Side.Buy,
        price = order.Price.Value,
        size = order.Size.Value,
        filled = order.Filled.Value,
        remaining = order.Remaining.Value,
        triggerPrice = Trigger(order)?.TriggerPrice.Value,
        trailingOffset = Trigger(order) is { Trigger: TriggerKind.TrailingStop } trailing
            ? trailing.TrailingOffset.Value
            : (uint?)null,
        waitsFor = Waits(order),
        parent = order.Condition is { Parent.Value: not 0 } child ? child.Parent.Value : (ulong?)null,
        group = order.Condition is { Group: not 0 } member ? member.Group : terms?.Group,
        tif = order.Tif.ToString(),
        reduceOnly = order.ReduceOnly,
        terms = terms is null ? null : new
        {
            stp = SelfTradeName(terms.SelfTrade),
            sub = terms.AcrossSubAccounts,
            display = terms.Display?.Value,
            shown = terms.Shown.Value,
            expiry = terms.Expiry_Ms,
        },
        time = order.StatusTime.Milliseconds,
    };

    private static OrderCondition? Trigger(OrderRecord order) =>
        order.Condition is { Trigger: not TriggerKind.None } condition ? condition : null;

    private static string? Waits(OrderRecord order) =>
        order is not { Status: OrderStatus.Open, Condition: { IsTriggered: false } condition } ? null
        : condition.IsArmed ? "trigger"
        : "fill";

    private static string SelfTradeName(SelfTradeMode mode) => mode switch
    {
        SelfTradeMode.ExpireTaker => "expireTaker",
        SelfTradeMode.ExpireBoth => "expireBoth",
        SelfTradeMode.Decrement => "decrement",
        _ => "expireMaker",
    };

    /// <summary>GET /native/withdrawals?account=: with all that the contract's claim takes.</summary>
    public WireReply Withdrawals(string? account) =>
        Address.TryParse(account, out var address)
            ? NativeReply.Ok(venue.Withdrawals(address).Select(Withdrawal))
            : NativeReply.Error(RejectCode.BadAddress, "account must be 0x and 40 hex digits", 422);

    private static object Withdrawal(WithdrawalView withdrawal) => new
    {
        index = withdrawal.Index,
        owner = withdrawal.Owner.ToString(),
        amount = withdrawal.Amount.Value,
        batch = withdrawal.Batch,
        state = withdrawal.State switch
        {
            WithdrawalState.Queued => "queued",
            WithdrawalState.Pending => "pending",
            _ => "final",
        },
        claim = withdrawal.Claim is not { } claim ? null : new
        {
            header = Hex.Encode(claim.Header.Encode()),
            path = claim.Path,
            siblings = claim.Siblings.Select(sibling => sibling.ToString()),
        },
    };
}
