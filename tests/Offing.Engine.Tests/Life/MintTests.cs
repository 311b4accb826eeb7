using System.Numerics;
using Offing.Engine.Accounts;
using Offing.Engine.Markets;
using Offing.Engine.Tests.Parameters;
using Offing.Engine.Tests.Properties;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;
using Offing.Protocol.Wire;

namespace Offing.Engine.Tests.Life;

/// <summary>
/// Four accounts of one owner that look for a rounding in their favour: trades of a lot among themselves at
/// prices of few ticks, rebates as high as fees, builder codes for one another, odd funding, liquidations,
/// takeovers.
/// </summary>
public class MintTests
{
    private static readonly BigInteger One = 1_000_000_000;
    private static readonly string[] Group = ["a", "b", "c", "d"];
    private static readonly MarketId Small = new(3);

    private readonly Dictionary<string, int> _seen = [];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [Trait("rule", "ENG-INV-016")]
    [Trait("rule", "ENG-FEE-001")]
    [Trait("rule", "ENG-FEE-004")]
    [Trait("rule", "ENG-MAT-006")]
    [Trait("rule", "ENG-FND-001")]
    [Trait("rule", "ENG-LIQ-007")]
    [Trait("rule", "ENG-ISO-005")]
    public void A_group_that_trades_with_itself_never_has_more_than_it_put_in(ulong seed)
    {
        var random = new SplitMix(seed);
        var venue = Ready();
        var (most, last) = (Wealth(venue.State), 0);
        for (var i = 0; i < 6_010; i++)
        {
            var events = i < 6_000 ? Step(venue, random) : End(venue, i);
            foreach (var happened in events)
            {
                most += Given(happened);
            }

            var wealth = Wealth(venue.State);
            Assert.True(wealth <= most, $"step {i}: {wealth}e-9 of at most {most}e-9");
            // What was lost is lost: the next step begins with what is left.
            most = wealth;
            last = i;
        }

        Assert.Equal(6_009, last);
        Assert.True(venue.State.MarketOf(Small).IsSettled && venue.State.MarketOf(Venue.Sol).IsSettled);
        Assert.All(venue.State.Accounts, account => Assert.True(account.Slots.All(slot => slot.Size.IsZero)));
        foreach (var kind in (string[])[
            nameof(Traded), nameof(FundingPaid), nameof(BuilderPaid), nameof(LiquidationStep),
            nameof(PositionMoved), nameof(IsolatedMarginMoved)])
        {
            Assert.True(_seen.GetValueOrDefault(kind) > 20, $"{_seen.GetValueOrDefault(kind)} {kind}");
        }
    }

    // What marks and funding bring to one account of the group they take from another, the vault counted in:
    // so the sum moves by what is listed here and by nothing else.
    private BigInteger Given(IEngineEvent happened)
    {
        var kind = happened.GetType().Name;
        _seen[kind] = _seen.GetValueOrDefault(kind) + 1;
        return happened switch
        {
            Deposited deposited => deposited.Amount.Value * One,
            LiquidationStep { Means: LiquidationMeans.Insurance } step => -step.Cash.Value * One,
            _ => 0,
        };
    }

    private static BigInteger Wealth(VenueState state) => state.Accounts
        .Where(account => !account.IsExempt)
        .Aggregate(BigInteger.Zero, (sum, account) => sum + AccountCopy.Of(account).Wealth_Nano(state));

    private static IReadOnlyList<IEngineEvent> Step(Venue venue, SplitMix random)
    {
        venue.Now += (ulong)random.Below(500);
        var market = venue.State.MarketOf(random.Chance(70) ? Small : Venue.Sol);
        switch (random.Below(100))
        {
            case < 4:
                return Fund(venue, market, random);
            case < 10:
                return Report(venue, market, (uint)random.Below(100));
            case < 13:
                return venue.Act(random.Pick(Group), new UpdateIsolatedMargin(
                    Small, new MicroUsd(random.Below(2_001) - 1_000)));
            case < 15:
                return venue.Apply(venue.Request(
                    RequestType.Deposit, random.Pick(Group), 1 + (ulong)random.Below(20_000_000)));
            default:
                return Trade(venue, market, random);
        }
    }

    // Both markets are stopped, one falls by a fifth, one rises by a quarter, and both are settled.
    private static IReadOnlyList<IEngineEvent> End(Venue venue, int step)
    {
        venue.Now += 700;
        var market = step % 2 == 0 ? Small : Venue.Sol;
        return step switch
        {
            < 6_002 => venue.Switch(market, 7),
            < 6_004 => Report(venue, venue.State.MarketOf(market), step % 2 == 0 ? 80U : 90U),
            < 6_006 => venue.Apply(ChangeBytes.Request(venue, ChangeBytes.Delist(market, 0))),
            _ => venue.Apply(new Tick()),
        };
    }

    // Odd, so that each settlement leaves a fraction.
    private static IReadOnlyList<IEngineEvent> Fund(Venue venue, MarketState market, SplitMix random)
    {
        market.FundingIndex += random.Below(400_001) - 200_000;
        market.FundingAnchor = market.FundingIndex;
        return venue.Apply(new Tick());
    }

    // Mostly where it was; at times far enough for liquidations.
    private static List<IEngineEvent> Report(Venue venue, MarketState market, uint chance)
    {
        var price = market.OraclePrice.Value;
        var start = market.Id == Small ? 70U : 1_000_000U;
        price = chance < 70 ? price
            : chance < 85 ? Math.Max(start / 3, price * 4 / 5)
            : Math.Min(3 * start, price * 5 / 4);
        return [.. Enumerable.Range(0, 3).SelectMany(p => venue.Report((byte)p, market.Id, price))];
    }

    private static List<IEngineEvent> Trade(Venue venue, MarketState market, SplitMix random)
    {
        var (maker, taker) = (random.Pick(Group), random.Pick(Group));
        var side = (Side)random.Below(2);
        var other = side == Side.Buy ? Side.Sell : Side.Buy;
        var price = Math.Max(1, market.Mark.Value + (uint)random.Below(3) - 1);
        var wire = WireDecimal.FromUnits(price, market.Parameters.PriceDecimals);
        List<IEngineEvent> events = [.. Place(venue, random, maker, market, side, wire, TimeInForce.Gtc)];
        events.AddRange(Place(venue, random, taker, market, other, wire, TimeInForce.Ioc));
        var open = venue.Account(maker).Orders.InIdOrder;
        if (open.Count != 0 && random.Chance(50))
        {
            var left = open[0];
            events.AddRange(venue.Act(maker, new CancelOrders([(left.Market, left.Id)])));
        }

        return events;
    }

    private static IReadOnlyList<IEngineEvent> Place(
        Venue venue, SplitMix random, string who, MarketState market, Side side, WireDecimal price,
        TimeInForce tif)
    {
        var held = venue.Account(who).FindSlot(market.Id)?.Size.Value ?? 0;
        var isReducing = held != 0 && held > 0 == (side == Side.Sell) && random.Chance(80);
        var least = (10_000_000 / Math.Max(1, (long)market.Mark.Value)) + 2;
        var most = random.Chance(70) ? 3 : 1 + (int)Math.Min(Math.Abs(held), 1 << 30);
        var size = isReducing ? 1 + random.Below(most) : (least * (1 + random.Below(20))) + random.Below(7);
        var order = new OrderSpec(
            market.Id, side, price, WireDecimal.FromUnits((ulong)size, market.Parameters.SzDecimals),
            isReducing, tif, default);
        var builder = random.Chance(30)
            ? new BuilderCode(Venue.Who(random.Pick(Group)), (ulong)random.Below(100))
            : null;
        return venue.Act(who, new PlaceOrders([order], builder));
    }

    private static Venue Ready()
    {
        var plain = Venue.Genesis(taker: 30_000, maker: -30_000);
        MarketParameters[] markets = [.. plain.Markets];
        markets[2] = markets[2] with
        {
            Tiers = [new MarginTier(MicroUsd.Zero, 20), new MarginTier(new MicroUsd(77_777_777), 3)],
        };
        markets[3] = markets[3] with { IsolatedOnly = true };
        var venue = new Venue(plain with
        {
            Markets = markets, ParameterDelay_Ms = 1_000,
            Oracle = new OracleParameters(10_000_000, 2, new Nano(500_000_000)),
        });
        venue.Price(Venue.Sol, "100").Price(Small, "0.00007");
        foreach (var name in Group)
        {
            venue.Deposit(name, 120);
        }

        foreach (var name in Group)
        {
            foreach (var builder in Group)
            {
                venue.Act(name, new ApproveBuilderFee(Venue.Who(builder), 99));
            }
        }

        venue.Apply(venue.Request(SystemAccounts.Backstop, 200_000_000));
        return venue;
    }
}
