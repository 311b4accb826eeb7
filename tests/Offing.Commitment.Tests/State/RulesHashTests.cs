using Offing.Commitment.State;
using Offing.Commitment.Tests.Vectors;
using Offing.Engine.Markets;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Protocol.Codec;
using Offing.Protocol.Events;

namespace Offing.Commitment.Tests.State;

public sealed class RulesHashTests
{
    private const ulong Seed = 20_260_101;
    private const int Roots = 30;
    private const int EntriesPerRoot = 50;

    [Fact]
    [Trait("rule", "ENG-INV-013")]
    public void The_rules_do_what_their_hash_says()
    {
        var actual = Replay();
        var file = Path.Combine(VectorFile.RepositoryRoot(), "spec", "rules.hash");
        var written = Hash32.Parse(File.ReadAllText(file).Trim());
        Assert.True(
            actual == written && actual == Rules.Hash,
            $"""
            The engine or the layout of the state now does something else than the rules hash says.
            If that was not meant, the change is wrong. If it was meant, write the new hash
                {actual}
            into spec/rules.hash (now {written})
            and into Rules.Hash in src/Offing.Protocol/Rules.cs (now {Rules.Hash}),
            and say in the commit which rule changed: batches of the old rules need the old program.
            """);
    }

    // What the hash says of the end of a market it says of everything that may happen there.
    [Fact]
    public void The_flow_of_the_hash_ends_with_markets_in_which_somebody_is_below_zero()
    {
        var flow = new Flow(Seed);
        flow.Run(Roots * EntriesPerRoot);
        var before = flow.Events.Count;
        flow.End();
        var settled = flow.Events.Skip(before).ToList();
        Assert.NotEmpty(settled.OfType<PositionSettled>());
        Assert.NotEmpty(settled.OfType<DeleverageCertificate>());
        Assert.All(
            flow.Machine.State.Markets.Take(3), market => Assert.Equal(MarketStatus.Settled, market.Status));
    }

    [Fact]
    public void The_same_flow_gives_the_same_hash() => Assert.Equal(Replay(), Replay());

    // The roots name no rules here: the hash of the rules cannot stand inside itself.
    private static Hash32 Replay()
    {
        var flow = new Flow(Seed);
        var tree = new StateTree(Hash32.Zero);
        var roots = new ByteWriter((Roots + 1) * Hash32.SizeBytes);
        for (var i = 0; i < Roots; i++)
        {
            flow.Run(EntriesPerRoot);
            tree.Apply(LeafChanges.Capture(flow.Machine.State));
            roots.Hash(tree.Root());
        }

        flow.End();
        tree.Apply(LeafChanges.Capture(flow.Machine.State));
        roots.Hash(tree.Root());
        return Keccak.Hash(roots.Written);
    }
}
