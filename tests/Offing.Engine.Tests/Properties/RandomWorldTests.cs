using System.Numerics;
using Offing.Engine.Margin;
using Offing.Engine.Tests.Margin;
using Offing.Engine.Tests.Naive;
using Offing.Protocol.Events;

namespace Offing.Engine.Tests.Properties;

/// <summary>Long random lives of a venue. Venue.Apply examines every invariant after every entry.</summary>
public class RandomWorldTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [Trait("rule", "ENG-INV-001")]
    [Trait("rule", "ENG-INV-004")]
    [Trait("rule", "ENG-INV-014")]
    public void Whatever_clients_do_the_invariants_hold_and_the_changes_tell_everything(ulong seed)
    {
        var world = new World(seed, new WorldPlan { HasBuilders = true });
        var mirror = new Mirror();
        for (var i = 0; i < 7_000; i++)
        {
            world.Step();
            if (i % 20 == 0)
            {
                mirror.Follow(world.Venue.State);
            }

            if (i % 500 == 0)
            {
                mirror.Follow(world.Venue.State);
                mirror.AssertEqual(world.Venue.State);
            }
        }

        // A world in which nothing trades or goes wrong would prove nothing.
        var reached = new Reached();
        world.Venue.Log.ForEach(entry => reached.See(entry.Entry));
        Assert.Equal("", string.Join(", ", reached.Missing));
        foreach (var (kind, least) in ((Type, int)[])[
            (typeof(Traded), 200), (typeof(WithdrawalQueued), 5), (typeof(SessionGranted), 10),
            (typeof(QuorumChanged), 4), (typeof(LeverageSet), 20), (typeof(OrderRefilled), 20),
            (typeof(OrderReduced), 5), (typeof(SubAccountCreated), 5), (typeof(CollateralMoved), 10),
            (typeof(ConditionalPlaced), 200), (typeof(ConditionalTriggered), 50),
            (typeof(ConditionalArmed), 3), (typeof(TriggerMoved), 10), (typeof(TwapStarted), 5),
            (typeof(TwapSliced), 30), (typeof(TwapEnded), 2), (typeof(ScheduledCancelDone), 2),
            (typeof(IsolatedMarginMoved), 100), (typeof(MarketListed), 2), (typeof(SettlementEnded), 2),
            (typeof(PositionSettled), 4), (typeof(PublisherChanged), 2), (typeof(ParameterChanged), 10)])
        {
            var seen = world.Seen.GetValueOrDefault(kind);
            Assert.True(seen >= least, $"{seen} {kind.Name}");
        }
    }

    [Fact]
    [Trait("rule", "ENG-MRG-006")]
    [Trait("rule", "ENG-ISO-003")]
    [Trait("rule", "ENG-ISO-005")]
    public void No_action_leaves_an_account_worse_than_the_rule_of_the_machine_allows()
    {
        var world = new World(11);
        var state = world.Venue.State;
        for (var i = 0; i < 3_000; i++)
        {
            var before = state.Accounts.Select(account => NaiveRisk.Buckets(state, account)).ToList();
            var marks = state.Markets.Select(market => market.Mark).ToList();
            var events = world.Step();
            var areMarksHeld = marks.SequenceEqual(state.Markets.Select(market => market.Mark));
            var fills = events.OfType<Traded>().Count();
            if (fills == 0 || !areMarksHeld)
            {
                continue;
            }

            for (var a = 0; a < before.Count; a++)
            {
                foreach (var (was, now) in before[a].Zip(NaiveRisk.Buckets(state, state.Accounts[a])))
                {
                    NaiveRiskAssert.AssertNotWorse(was, now, fills);
                }
            }
        }
    }

    [Fact]
    [Trait("rule", "ENG-MRG-001")]
    [Trait("rule", "ENG-MRG-002")]
    [Trait("rule", "ENG-MRG-003")]
    [Trait("rule", "ENG-MRG-004")]
    [Trait("rule", "ENG-MRG-009")]
    [Trait("rule", "ENG-MRG-010")]
    [Trait("rule", "ENG-ISO-001")]
    [Trait("rule", "ENG-ISO-006")]
    [Trait("rule", "ENG-MON-007")]
    public void Margins_are_those_of_a_reference_written_from_the_rules_alone()
    {
        var world = new World(5);
        var state = world.Venue.State;
        for (var i = 0; i < 3_000; i++)
        {
            world.Step();
            foreach (var account in state.Accounts.Where(_ => i % 20 == 0))
            {
                var (view, naive) = (AccountView.Of(state, account), NaiveRisk.Of(state, account));
                AssertSame(naive, Bucket.Of(state, account));
                Assert.Equal((long)naive.Withdrawable, view.Withdrawable.Value);
                foreach (var slot in account.Slots.Where(slot => slot.IsIsolated))
                {
                    var market = state.MarketOf(slot.Market);
                    AssertSame(
                        NaiveRisk.Isolated(account, market, market.Mark.Value),
                        Bucket.Of(state, account, slot));
                }

                NaiveRiskAssert.AssertLiquidationPrices(state, account, view);
            }
        }
    }

    [Fact]
    [Trait("rule", "ENG-INV-013")]
    public void The_same_entries_give_the_same_events_and_the_same_state()
    {
        var world = new World(8);
        for (var i = 0; i < 3_000; i++)
        {
            world.Step();
        }

        var first = new Machine(world.Venue.State.Genesis);
        var second = new Machine(world.Venue.State.Genesis);
        foreach (var entry in world.Venue.Log)
        {
            Assert.Equal(Text(first.Apply(entry)), Text(second.Apply(entry)));
        }

        var mirror = new Mirror();
        mirror.Follow(first.State);
        mirror.AssertEqual(second.State);
        mirror.AssertEqual(world.Venue.State);
    }

    private static void AssertSame(NaiveRisk naive, Bucket bucket) => Assert.Equal(
        (naive.Equity, naive.Initial, naive.Maintenance, naive.Reserved, naive.Notional),
        ((BigInteger)bucket.Equity, (BigInteger)bucket.Initial, (BigInteger)bucket.Maintenance,
            (BigInteger)bucket.Reserved, (BigInteger)bucket.Notional));

    private static string Text(EntryOutput output) => string.Join('\n', output.Events);
}
