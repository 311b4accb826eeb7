using System.Numerics;
using Offing.Commitment.Escape;
using Offing.Commitment.State;
using Offing.Commitment.Tests.State;
using Offing.Engine;
using Offing.Engine.Accounts;
using Offing.Engine.Markets;
using Offing.Engine.Tests;
using Offing.Engine.Tests.Life;
using Offing.Engine.Tests.Properties;
using Offing.Primitives;
using Offing.Protocol.Genesis;

namespace Offing.Commitment.Tests.Escape;

/// <summary>
/// On states of random lives: whoever leaves takes what the vault holds, and not a micro more.
/// </summary>
public sealed class EscapeSumTests
{
    private readonly StateTree _tree = new(Hash32.Zero);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void All_equities_are_the_deposits_less_what_was_withdrawn_and_each_is_proved(ulong seed)
    {
        var world = new World(seed, new WorldPlan
        {
            Traders = 12, SubAccounts = 1, HasBuilders = true, Start_Usdc = 4_000, DepositMost_Usdc = 600,
            StepMost_Ms = 1_500, Genesis = RestoreTests.Harsh(), Weather = new LifeWeather(seed, stay: 4),
        });
        var (below, isolated, funded) = (0, 0, 0);
        for (var i = 1; i <= 6_000; i++)
        {
            world.Step();
            if (i % 100 != 0)
            {
                continue;
            }

            var state = world.Venue.State;
            _tree.Apply(LeafChanges.Capture(state));
            AssertSum(state, Equities(state, price => price));
            // Any other price keeps the sum: what it takes from some it gives to others.
            var percent = 40UL + ((ulong)i / 100 % 3 * 60);
            var equities = Equities(
                state, price => new Ticks((uint)Math.Min(price.Value * percent / 100, uint.MaxValue)));
            below += equities.Count(equity => equity.Sign < 0);
            isolated += state.Accounts.Sum(account => account.Slots.Count(slot => slot.IsIsolated));
            funded += state.Markets.Count(market => market.FundingIndex != 0);
            AssertSum(state, equities);
        }

        Assert.True(isolated > 0);
        Assert.True(funded > 0);
        Assert.True(below > 0);
    }

    // Pools hold what funding still owes and the fractions of its settlements; the rest is in the equities.
    private static void AssertSum(VenueState state, List<BigInteger> equities)
    {
        var left = (BigInteger)(state.DepositsCredited - state.WithdrawalsDebited)
            - equities.Aggregate(BigInteger.Zero, BigInteger.Add);
        var most = BigInteger.Zero;
        foreach (var market in state.Markets)
        {
            var pool = state.FindAccount(SystemAccounts.FundingPool(market.Id))!;
            BigInteger due = 0;
            foreach (var slot in state.Accounts.SelectMany(account => account.Slots)
                .Where(slot => !slot.IsFree && slot.Market == market.Id))
            {
                due += Due(slot, market);
                most++;
            }

            left -= pool.Collateral.Value - due;
            Assert.True(pool.Collateral.Value >= due, "a pool lacks what is due");
            most += market.FundingSettlements;
            Assert.True(pool.Collateral.Value - due <= most);
        }

        Assert.Equal(BigInteger.Zero, left);
    }

    private List<BigInteger> Equities(VenueState state, Func<Ticks, Ticks> shock)
    {
        var root = _tree.Root();
        var markets = new Dictionary<MarketId, EscapeMarket>();
        foreach (var market in state.Markets)
        {
            var (proof, ring) = (_tree.ProveMarket(market.Id)!, _tree.ProveRing(market.Id)!);
            Assert.True(proof.Verify(root, market.Id) && ring.Verify(root, market.Id));
            markets[market.Id] = EscapeMarket.Read(proof.Market.Leaf, ring.Ring.Leaf);
            Assert.Equal(new EscapeMarket(PriceOf(market), market.FundingIndex), markets[market.Id]);
            markets[market.Id] = markets[market.Id] with { Price = shock(markets[market.Id].Price) };
        }

        var (sums, all) = (new EscapeSums(), new List<BigInteger>());
        foreach (var account in state.Accounts)
        {
            var proof = _tree.ProveAccount(account.Owner)!;
            Assert.True(proof.Verify(root, account.Owner));
            var read = EscapeAccount.Read(proof.Account.Leaf);
            Assert.Equal((account.Owner, account.Master), (read.Owner, read.Master));
            var equities = read.Equities(market => markets[market]);
            Assert.Equal(Plain(account, markets), equities);
            sums.Add(read, equities);
            all.AddRange(read.IsPool ? [] : equities);
            Assert.Equal(IsPool(state, account), read.IsPool);
        }

        Assert.Equal(StateRoot.Buckets(_tree.RootPreimage()), sums.Buckets);
        Assert.Equal(
            sums.Positive + sums.Junior - sums.Negative,
            all.Aggregate(BigInteger.Zero, BigInteger.Add));
        return all;
    }

    private static bool IsPool(VenueState state, Account account) =>
        state.Markets.Any(market => SystemAccounts.FundingPool(market.Id) == account.Owner);

    // The same sum from the state itself and not from leaves.
    private static List<BigInteger> Plain(Account account, Dictionary<MarketId, EscapeMarket> markets)
    {
        BigInteger cross = account.Collateral.Value;
        var equities = new List<BigInteger>();
        foreach (var slot in account.Slots.Where(slot => !slot.IsFree))
        {
            var market = markets[slot.Market];
            var due = (BigInteger)(-slot.Size.Value * (market.FundingIndex - slot.FundingCheckpoint));
            var worth = (BigInteger)slot.Size.Value * market.Price.Value - slot.EntryNotional.Value
                + new BigInteger(Math.Floor((decimal)due / 1_000_000_000M));
            if (slot.Mode == MarginMode.Isolated)
            {
                equities.Add(slot.IsolatedCollateral.Value + worth);
            }
            else
            {
                cross += worth;
            }
        }

        return [.. equities, cross];
    }

    private static BigInteger Due(Slot slot, MarketState market) => new(Math.Floor(
        (decimal)(BigInteger)(-slot.Size.Value * (market.FundingIndex - slot.FundingCheckpoint))
            / 1_000_000_000M));

    private static Ticks PriceOf(MarketState market)
    {
        var held = market.Ring.Prices.Where(price => price.Value != 0).Order().ToList();
        return market.IsSettled || held.Count == 0 ? market.Mark : held[(held.Count - 1) / 2];
    }
}
