using FsCheck;
using FsCheck.Fluent;
using Offing.Commitment.State;
using Offing.Engine;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Events;
using Check = FsCheck.Check;

namespace Offing.Commitment.Tests.State;

public sealed class StateTreeTests
{
    private static readonly Hash32 Rules = Keccak.Hash([7]);

    [Fact]
    public void After_any_flow_the_root_is_that_of_the_plain_tree() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(15), Prop.ForAll<int>(seed =>
        {
            var flow = new Flow(unchecked((ulong)seed));
            var tree = new StateTree(Rules);
            for (var step = 0; step < 10; step++)
            {
                flow.Run(1 + step * 7);
                tree.Apply(LeafChanges.Capture(flow.Machine.State));
                Assert.Equal(PlainStateTree.Root(flow.Machine.State, Rules), tree.Root());
            }
        }));

    [Fact]
    public void A_capture_does_not_change_when_the_engine_goes_on()
    {
        var flow = new Flow(1);
        flow.Run(200);
        var capture = LeafChanges.Capture(flow.Machine.State);
        var then = PlainStateTree.Root(flow.Machine.State, Rules);
        flow.Run(200);
        var tree = new StateTree(Rules);
        tree.Apply(capture);
        Assert.Equal(then, tree.Root());
        tree.Apply(LeafChanges.Capture(flow.Machine.State));
        Assert.Equal(PlainStateTree.Root(flow.Machine.State, Rules), tree.Root());
    }

    [Fact]
    public void How_often_a_root_is_taken_does_not_matter()
    {
        var (seldom, often) = (new Flow(2), new Flow(2));
        var (late, early) = (new StateTree(Rules), new StateTree(Rules));
        seldom.Run(150);
        late.Apply(LeafChanges.Capture(seldom.Machine.State));
        for (var i = 0; i < 150; i++)
        {
            often.Run(1);
            early.Apply(LeafChanges.Capture(often.Machine.State));
            early.Root();
        }

        Assert.Equal(late.Root(), early.Root());
    }

    [Fact]
    public void Captures_joined_to_one_give_the_root_that_each_of_them_in_turn_gives() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(15), Prop.ForAll<int>(seed =>
        {
            var flow = new Flow(unchecked((ulong)seed));
            var (joined, each) = (new StateTree(Rules), new StateTree(Rules));
            for (var batch = 0; batch < 4; batch++)
            {
                var parts = new List<LeafChanges>();
                for (var part = 0; part <= batch * 3; part++)
                {
                    flow.Run(1 + (part * 5));
                    parts.Add(LeafChanges.Capture(flow.Machine.State));
                    each.Apply(parts[^1]);
                }

                joined.Apply(LeafChanges.Joined(parts));
                Assert.Equal(each.Root(), joined.Root());
                Assert.Equal(PlainStateTree.Root(flow.Machine.State, Rules), joined.Root());
            }
        }));

    [Fact]
    public void The_root_names_the_rules()
    {
        var state = new Machine(Flow.Genesis()).State;
        Assert.NotEqual(PlainStateTree.Root(state, Rules), PlainStateTree.Root(state, Hash32.Zero));
    }

    [Fact]
    public void The_flow_reaches_every_kind_of_event_and_most_reasons_to_refuse()
    {
        var flow = new Flow(3);
        flow.Run(20_000);
        var kinds = typeof(IEngineEvent).Assembly.GetTypes()
            .Where(type => type.IsValueType && type.IsAssignableTo(typeof(IEngineEvent)));
        // No flow of entries can break a funding index; the lives of the engine's tests break it by hand.
        Assert.Empty(kinds.Except([typeof(FundingBroke)]).Except(flow.Events.Select(e => e.GetType())));
        Assert.NotEmpty(flow.Events.OfType<SubAccountCreated>());
        Assert.NotEmpty(flow.Events.OfType<CollateralMoved>());
        var codes = flow.Events.Select(e => e switch
        {
            ActionRejected rejected => rejected.Code,
            ItemOutcome outcome => outcome.Code,
            RequestRefused refused => refused.Code,
            ReportRefused refused => refused.Code,
            _ => RejectCode.None,
        });
        Assert.True(codes.Distinct().Count() > 30, string.Join(", ", codes.Distinct()));
    }
}
