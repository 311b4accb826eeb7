using Offing.Gateway.Limiting;
using Offing.Gateway.Venue;
using Offing.Gateway.Wire;
using Offing.MarketData;
using Offing.Primitives;
using Offing.Protocol.Genesis;

namespace Offing.Gateway.Hyperliquid.Info;

/// <summary>Answers about one account's balance, margin, fees and keys.</summary>
internal sealed class AccountInfo(
    IVenue venue, VenueFold fold, MarketDirectory markets, ActionBudgets? budgets = null)
{
    private const string NoValue = "0.0";
    private const int RatioDecimals = 10;
    private const long Requests = 10_000;

    public object ClearinghouseState(Address user)
    {
        var account = venue.FindAccount(user);
        return new
        {
            marginSummary = Summary(account, [.. Isolated(account)]),
            crossMarginSummary = Summary(account, []),
            crossMaintenanceMarginUsed = Decimals.Usd(account?.MaintenanceMargin ?? MicroUsd.Zero),
            withdrawable = Decimals.Usd(account?.Withdrawable ?? MicroUsd.Zero),
            assetPositions = (account?.Slots ?? [])
                .Where(slot => !slot.Size.IsZero)
                .Select(slot => new
                {
                    type = "oneWay", position = Position(user, markets[slot.Market], slot),
                }),
            time = venue.Now.Milliseconds,
        };
    }

    /// <summary>
    /// The largest orders of both sides at the mark by the ladder of checks, and their initial margin at the
    /// chosen leverage.
    /// </summary>
    public object ActiveAssetData(Address user, MarketParameters market)
    {
        var most = venue.Tradable(user, market.Id) ?? new TradableView(
            Math.Min(venue.Facts.DefaultLeverage, market.MaxLeverage), !market.IsolatedOnly, MicroUsd.Zero,
            Lots.Zero, Lots.Zero);
        var now = fold.Summary(market.Id);
        Lots[] sizes = [most.Buy, most.Sell];
        return new
        {
            user = user.ToString(),
            coin = market.Name,
            leverage = most.IsCross
                ? (object)new { type = "cross", value = most.Leverage }
                : new { type = "isolated", value = most.Leverage, rawUsd = Decimals.Usd(most.RawUsd) },
            maxTradeSzs = sizes.Select(size => Decimals.Size(market, size)),
            availableToTrade = sizes.Select(size => Decimals.Usd(new MicroUsd(
                WideMath.MulDivFloor(size.Value, now.Mark?.Value ?? 0, most.Leverage)))),
            markPx = MarketInfo.MarkText(market, now),
        };
    }

    public object Fees(Address user)
    {
        var fees = venue.Fees(user);
        return new
        {
            dailyUserVlm = fees.Days.Select(day => new
            {
                date = DateTime.UnixEpoch.AddDays(day.Day).ToString("yyyy-MM-dd", null),
                userCross = Decimals.Usd(day.Taker),
                userAdd = Decimals.Usd(day.Maker),
                exchange = NoValue,
            }),
            feeSchedule = new
            {
                cross = Decimals.Rate(fees.Schedule.Taker),
                add = Decimals.Rate(fees.Schedule.Maker),
                spotCross = NoValue,
                spotAdd = NoValue,
                tiers = new
                {
                    vip = fees.Schedule.Tiers.Select(tier => new
                    {
                        ntlCutoff = Decimals.Usd(tier.Volume),
                        cross = Decimals.Rate(tier.Taker),
                        add = Decimals.Rate(tier.Maker),
                        spotCross = NoValue,
                        spotAdd = NoValue,
                    }),
                    mm = Array.Empty<object>(),
                },
                referralDiscount = NoValue,
                stakingDiscountTiers = Array.Empty<object>(),
            },
            userCrossRate = Decimals.Rate(fees.Taker),
            userAddRate = Decimals.Rate(fees.Maker),
            userSpotCrossRate = NoValue,
            userSpotAddRate = NoValue,
            activeReferralDiscount = NoValue,
            trial = (object?)null,
            feeTrialEscrow = NoValue,
            nextTrialAvailableTimestamp = (object?)null,
            stakingLink = (object?)null,
            activeStakingDiscount = new { bpsOfMaxSupply = NoValue, discount = NoValue },
            user = user.ToString(),
        };
    }

    public object MaxBuilderFee(Address user, InfoRequest request) =>
        Address.TryParse(request.RequiredText("builder"), out var builder)
            ? venue.MaxBuilderFee(user, builder)
            : throw new BadRequestException("builder must be 0x and 40 hex digits");

    public object Role(Address user)
    {
        if (fold.MasterOf(user) is { } master)
        {
            return new { role = "subAccount", data = new { master = master.ToString() } };
        }

        return venue.FindSigner(user) switch
        {
            { IsAgent: true } agent =>
                new { role = "agent", data = new { user = agent.Account.ToString() } },
            { } => new { role = "user" },
            null => new { role = venue.FindAccount(user) is null ? "missing" : "user" },
        };
    }

    /// <summary>Null stands for none, as on the wire.</summary>
    public object? SubAccounts(Address user)
    {
        var accounts = fold.SubAccounts(user);
        return accounts.Count == 0 ? null : accounts.Select(account => new
        {
            name = account.Name,
            subAccountUser = account.Account.ToString(),
            master = account.Master.ToString(),
            clearinghouseState = ClearinghouseState(account.Account),
            spotState = new { balances = Array.Empty<object>() },
        });
    }

    public IEnumerable<object> Agents(Address user) => venue.Sessions(user).Select(session => new
    {
        address = session.Key.ToString(),
        name = session.Name,
        validUntil = session.Expiry_Ms,
    });

    // Where nothing is limited, the figures say so in the wire's form.
    public object RateLimit(Address user)
    {
        var volume = fold.Volume(user);
        var (used, cap) = budgets?.Of(user) ?? (0, Requests + (Math.Max(volume.Value, 0) / 1_000_000));
        return new
        {
            cumVlm = Decimals.Usd(volume), nRequestsUsed = used, nRequestsCap = cap, nRequestsSurplus = 0,
        };
    }

    private static IEnumerable<SlotView> Isolated(AccountView? account) =>
        account?.Slots.Where(slot => !slot.IsCross && !slot.Size.IsZero) ?? [];

    // Of the cross bucket, and of these isolated positions.
    private static object Summary(AccountView? account, IReadOnlyList<SlotView> isolated)
    {
        var margin = isolated.Sum(slot => slot.MarginUsed.Value);
        return new
        {
            accountValue = Decimals.Usd(new MicroUsd((account?.Equity.Value ?? 0) + margin)),
            totalNtlPos = Decimals.Usd(
                new MicroUsd((account?.Notional.Value ?? 0) + isolated.Sum(slot => slot.Value.Value))),
            totalRawUsd = Decimals.Usd(
                new MicroUsd(RawUsd(account) + isolated.Sum(slot => slot.RawUsd.Value))),
            totalMarginUsed = Decimals.Usd(new MicroUsd((account?.MarginUsed.Value ?? 0) + margin)),
        };
    }

    // The cash that would be left had every cross position been paid in full: collateral less signed entry
    // notionals.
    private static long RawUsd(AccountView? account) => account is null ? 0
        : account.Collateral.Value
            - account.Slots.Where(slot => slot.IsCross)
                .Sum(slot => slot.EntryNotional.Value - slot.FundingDue.Value);

    private static object LeverageOf(SlotView slot) => slot.IsCross
        ? new { type = "cross", value = slot.Leverage }
        : new { type = "isolated", value = slot.Leverage, rawUsd = Decimals.Usd(slot.RawUsd) };

    private object Position(Address user, MarketParameters market, SlotView slot)
    {
        var funding = fold.FundingTotals(user, market.Id);
        var invested = Int128.Abs(slot.EntryNotional.Value);
        return new
        {
            coin = market.Name,
            szi = Decimals.Size(market, slot.Size),
            leverage = LeverageOf(slot),
            entryPx = Decimals.AveragePrice(market, slot.EntryNotional, slot.Size),
            positionValue = Decimals.Usd(slot.Value),
            unrealizedPnl = Decimals.Usd(slot.UnrealizedPnl),
            returnOnEquity = Decimals.Ratio(
                (Int128)slot.UnrealizedPnl.Value * slot.Leverage, invested, RatioDecimals, 0),
            liquidationPx = slot.Liquidation is { } price ? Decimals.Price(market, price) : null,
            marginUsed = Decimals.Usd(slot.MarginUsed),
            maxLeverage = market.MaxLeverage,
            // Paid is above zero, as on the wire. Whatever changes a position settles it, so what is due came
            // since the last change.
            cumFunding = new
            {
                allTime = Decimals.Usd(-(funding.AllTime + slot.FundingDue)),
                sinceOpen = Decimals.Usd(-(funding.SinceOpen + slot.FundingDue)),
                sinceChange = Decimals.Usd(-slot.FundingDue),
            },
        };
    }
}
