using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;
using static Offing.Engine.Tests.Venue;

namespace Offing.Engine.Tests;

public class MachineTests
{
    [Fact]
    [Trait("rule", "ENG-TIM-005")]
    public void Batches_are_cut_in_order_and_a_wrong_number_changes_nothing()
    {
        var venue = new Venue();
        Assert.Empty(venue.Apply(new BatchCut(2)));
        Assert.Equal(new BatchEnded(1), Assert.Single(venue.Apply(new BatchCut(1))));
        Assert.Empty(venue.Apply(new BatchCut(1)));
        Assert.Equal(new BatchEnded(2), Assert.Single(venue.Apply(new BatchCut(2))));
    }

    [Fact]
    [Trait("rule", "ENG-TIM-004")]
    public void An_epoch_only_rises()
    {
        var venue = new Venue();
        Assert.Empty(venue.Apply(new Started(3)));
        Assert.Empty(venue.Apply(new Started(2)));
        Assert.Equal(3UL, venue.State.Epoch);
    }

    [Fact]
    [Trait("rule", "ENG-TIM-001")]
    public void An_entry_out_of_turn_or_of_the_past_is_a_bug_of_the_caller()
    {
        var machine = new Machine(Genesis());
        machine.Apply(new SequencedEntry(1, 1, new Time(10), new Tick()));
        Assert.Throws<AssertionFailedException>(
            () => machine.Apply(new SequencedEntry(3, 3, new Time(10), new Tick())));
        Assert.Throws<AssertionFailedException>(
            () => machine.Apply(new SequencedEntry(2, 2, new Time(9), new Tick())));
    }

    [Fact]
    [Trait("rule", "ENG-ACC-001")]
    public void Genesis_creates_the_accounts_that_no_key_controls()
    {
        var state = new Venue().State;
        Assert.Equal(3 + state.Markets.Count, state.Accounts.Count);
        Assert.All(state.Accounts, account => Assert.True(account.Collateral.IsZero));
    }
}
