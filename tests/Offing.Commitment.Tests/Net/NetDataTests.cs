using FsCheck;
using FsCheck.Fluent;
using Offing.Commitment.Net;
using Offing.Commitment.State;
using Offing.Commitment.Tests.State;
using Offing.Primitives;
using Offing.Protocol.Codec;
using Check = FsCheck.Check;

namespace Offing.Commitment.Tests.Net;

/// <summary>What stands on chain in net mode gives a stranger the leaves that an escape needs.</summary>
public sealed class NetDataTests
{
    private static readonly Hash32 Rules = Keccak.Hash([7]);

    [Fact]
    public void After_any_flow_the_leaves_and_their_proofs_are_those_of_the_venue() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(10), Prop.ForAll<int>(seed =>
        {
            var (flow, tree, writer) = Begin(unchecked((ulong)seed));
            var stranger = new NetState();
            for (var batch = 0; batch < 8; batch++)
            {
                flow.Run(1 + batch * 9);
                Assert.Null(stranger.Take(Next(flow, tree, writer), tree.Root()));
            }

            var state = flow.Machine.State;
            Assert.Equal(state.Accounts.Select(account => account.Owner), stranger.Owners);
            foreach (var owner in stranger.Owners)
            {
                Assert.Equal(
                    tree.ProveAccount(owner)!.Account.Leaf, stranger.ProveAccount(owner)!.Account.Leaf);
            }

            foreach (var market in state.Markets)
            {
                Assert.Equal(
                    tree.ProveMarket(market.Id)!.Market.Leaf, stranger.ProveMarket(market.Id)!.Market.Leaf);
                Assert.Equal(tree.ProveRing(market.Id)!.Ring.Leaf, stranger.ProveRing(market.Id)!.Ring.Leaf);
            }

            Assert.Equal(tree.RootPreimage(), stranger.RootPreimage());
        }));

    [Fact]
    public void Any_byte_that_is_changed_and_any_end_that_is_cut_off_is_found()
    {
        var (flow, tree, writer) = Begin(5);
        flow.Run(40);
        var first = Next(flow, tree, writer);
        var firstRoot = tree.Root();
        flow.Run(40);
        var data = Next(flow, tree, writer);
        var random = new Random(1);
        for (var i = 0; i < 300; i++)
        {
            var stranger = new NetState();
            Assert.Null(stranger.Take(first, firstRoot));
            var spoiled = i % 2 == 0 ? data[..random.Next(data.Length)] : [.. data];
            if (i % 2 == 1)
            {
                spoiled[random.Next(spoiled.Length)] ^= (byte)(1 << random.Next(8));
            }

            Assert.NotNull(stranger.Take(spoiled, tree.Root()));
        }
    }

    [Fact]
    public void A_patch_of_any_two_leaves_gives_the_second() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll<byte[], byte[], int>(
            (before, other, seed) =>
            {
                // Half of the time a leaf that differs in few places, as leaves do.
                var random = new Random(seed);
                var after = random.Next(2) == 0 ? other : [.. before, .. other.Take(3)];
                for (var i = 0; i < Math.Min(4, after.Length); i++)
                {
                    after[random.Next(after.Length)] ^= 255;
                }

                var writer = new ByteWriter();
                LeafPatch.Write(writer, before, after);
                var reader = new ByteReader(writer.Written);
                Assert.Equal(after, LeafPatch.Read(ref reader, before));
                reader.End();
            }));

    [Fact]
    public void What_did_not_change_is_not_told_again()
    {
        var (flow, tree, writer) = Begin(9);
        flow.Run(100);
        var much = Next(flow, tree, writer).Length;
        var nothing = writer.Write(tree);
        Assert.True(nothing.Length < 12, $"{nothing.Length} bytes");
        Assert.True(much > 1_000);
    }

    private static (Flow Flow, StateTree Tree, NetWriter Writer) Begin(ulong seed) =>
        (new Flow(seed), new StateTree(Rules), new NetWriter());

    private static byte[] Next(Flow flow, StateTree tree, NetWriter writer)
    {
        var changes = LeafChanges.Capture(flow.Machine.State);
        tree.Apply(changes);
        writer.Note(changes);
        return writer.Write(tree);
    }
}
