using Offing.Engine.Auditing;
using Offing.Engine.Tests.Properties;
using Offing.Primitives;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests.Auditing;

/// <summary>What a node looks at after each batch: as much as changed, and a few accounts in turn.</summary>
public class InvariantWatchTests
{
    [Theory]
    [InlineData(51)]
    [InlineData(52)]
    public void In_a_random_life_it_finds_nothing_where_the_full_check_finds_nothing(ulong seed)
    {
        var world = new World(seed);
        var state = world.Venue.State;
        var watch = new InvariantWatch(state);
        for (var i = 0; i < 3_000; i++)
        {
            world.Step();
            if (i % (1 + (i % 7)) == 0)
            {
                Assert.Empty(watch.Check(state.Changes.Named));
                state.Changes.Drain();
            }
        }
    }

    [Fact]
    public void It_looks_at_what_changed_and_at_a_few_accounts_in_turn_however_many_there_are()
    {
        var (venue, watch) = Many(3_000);
        venue.Deposit("t7", 5).Deposit("t8", 5);
        Assert.Empty(Seen(venue, watch));
        Assert.Equal(2 + InvariantWatch.Swept, watch.Looked);
    }

    [Fact]
    public void A_broken_sum_is_found_with_the_first_check_when_the_account_was_named()
    {
        var (venue, watch) = Many(3_000);
        venue.Account("t2999").Collateral += new MicroUsd(1);
        Assert.StartsWith("I1: balances", Assert.Single(Seen(venue, watch)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_changed_in_an_account_that_nothing_named_is_found_when_its_turn_comes()
    {
        var (venue, watch) = Many(3_000);
        venue.Account("t2500").Collateral += new MicroUsd(1);
        venue.Account("t2501").Collateral -= new MicroUsd(1);
        venue.State.Changes.Drain();
        var checks = 1;
        while (Seen(venue, watch).Count == 0)
        {
            checks++;
        }

        Assert.InRange(checks, 2, 1 + (venue.State.Accounts.Count / InvariantWatch.Swept));
    }

    [Fact]
    public void An_account_that_is_new_is_counted()
    {
        var (venue, watch) = Many(10);
        venue.Deposit("new", 5);
        Assert.Empty(Seen(venue, watch));
        venue.Account("new").Collateral -= new MicroUsd(1);
        Assert.NotEmpty(Seen(venue, watch));
    }

    private static IReadOnlyList<string> Seen(Venue venue, InvariantWatch watch)
    {
        var found = watch.Check(venue.State.Changes.Named);
        venue.State.Changes.Drain();
        return found;
    }

    // The invariants of so many after each entry would cost more than the test.
    private static (Venue Venue, InvariantWatch Watch) Many(int accounts)
    {
        var venue = Ready();
        venue.Watcher = new Nobody();
        for (var i = 0; i < accounts; i++)
        {
            venue.Deposit($"t{i}", 100);
        }

        venue.State.Changes.Drain();
        return (venue, new InvariantWatch(venue.State));
    }

    private sealed class Nobody : IWatcher
    {
        public EventSink Sink { get; } = new EventList();

        public void Applied(Protocol.Entries.Entry entry)
        {
        }
    }
}
