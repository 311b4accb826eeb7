using FsCheck;
using FsCheck.Fluent;
using Offing.Commitment.Batches;
using Offing.Commitment.Net;
using Offing.Commitment.State;
using Offing.Commitment.Tests.State;
using Offing.Primitives;
using Offing.Protocol.Codec;
using Offing.Protocol.Events;
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
                var (data, withdrawals) = Next(flow, tree, writer);
                Assert.Null(stranger.Take(data, tree.Root(), withdrawals.Root));
                Assert.Equal(withdrawals.Withdrawals, stranger.Withdrawals);
            }

            Assert.Equal(StateRoot.Withdrawals(tree.RootPreimage()), flow.Machine.State.WithdrawalCount);

            var state = flow.Machine.State;
            Assert.Equal(state.Accounts.Select(account => account.Owner), stranger.Owners);
            Assert.Equal(tree.Owners, stranger.Owners);
            Assert.Equal(state.Markets.Select(market => market.Id), stranger.Markets);
            Assert.Equal(tree.Markets, stranger.Markets);
            Assert.Equal(
                state.DepositsCredited - state.WithdrawalsDebited, StateRoot.Held(stranger.RootPreimage()));
            foreach (var owner in stranger.Owners)
            {
                Assert.Equal(
                    tree.ProveAccount(owner)!.Account.Leaf, stranger.ProveAccount(owner)!.Account.Leaf);
            }

            foreach (var market in state.Markets)
            {
                Assert.Equal(
                    tree.ProveMarket(market.Id)!.Market.Leaf, stranger.ProveMarket(market.Id)!.Market.Leaf);
                Assert.Equal(
                    market.Parameters.Name,
                    MarketLeaf.NameOf(stranger.ProveMarket(market.Id)!.Market.Leaf));
                Assert.Equal(tree.ProveRing(market.Id)!.Ring.Leaf, stranger.ProveRing(market.Id)!.Ring.Leaf);
            }

            Assert.Equal(tree.RootPreimage(), stranger.RootPreimage());
        }));

    [Fact]
    public void Any_byte_that_is_changed_and_any_end_that_is_cut_off_is_found()
    {
        var (flow, tree, writer) = Begin(5);
        flow.Run(40);
        var (first, firstWithdrawals) = Next(flow, tree, writer);
        var firstRoot = tree.Root();
        flow.Run(400);
        var (data, withdrawals) = Next(flow, tree, writer);
        Assert.True(withdrawals.Withdrawals.Count > 1);
        var random = new Random(1);
        for (var i = 0; i < 300; i++)
        {
            var stranger = new NetState();
            Assert.Null(stranger.Take(first, firstRoot, firstWithdrawals.Root));
            var spoiled = i % 2 == 0 ? data[..random.Next(data.Length)] : [.. data];
            if (i % 2 == 1)
            {
                spoiled[random.Next(spoiled.Length)] ^= (byte)(1 << random.Next(8));
            }

            Assert.NotNull(stranger.Take(spoiled, tree.Root(), withdrawals.Root));
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
        var much = Next(flow, tree, writer).Data.Length;
        var nothing = writer.Write(tree, []);
        Assert.True(nothing.Length < 12, $"{nothing.Length} bytes");
        Assert.True(much > 1_000);
    }

    [Fact]
    public void A_writer_that_goes_on_from_what_another_saved_writes_the_same_bytes() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(10), Prop.ForAll<int>(seed =>
        {
            var (flow, tree, writer) = Begin(unchecked((ulong)seed));
            var random = new Random(seed);
            Hash32? root = null;
            for (var batch = 0; batch < 8; batch++)
            {
                // In the middle of a batch, whose leaves are not those that its data goes on from.
                flow.Run(random.Next(60));
                writer.Apply(tree, LeafChanges.Capture(flow.Machine.State));
                var (other, otherTree) = Again(writer, tree, root);
                flow.Run(random.Next(60));
                var changes = LeafChanges.Capture(flow.Machine.State);
                other.Apply(otherTree, changes);
                writer.Apply(tree, changes);
                var withdrawals = Withdrawals(flow);
                Assert.Equal(writer.Write(tree, withdrawals), other.Write(otherTree, withdrawals));
                root = tree.Root();
            }

            Assert.Throws<CodecException>(() => Again(writer, tree, Keccak.Hash([1])));
        }));

    [Fact]
    public void Behind_a_reopening_a_stranger_reads_on_from_the_batch_before_whoever_wrote_it() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(10), Prop.ForAll<int>(seed =>
        {
            var (flow, tree, writer) = Begin(unchecked((ulong)seed));
            var (random, batches) = (new Random(seed), new List<(byte[], Hash32, Hash32)>());
            var reopened = new List<WithdrawalLeaf>();
            var first = 1 + random.Next(6);
            for (var batch = 0; batch < 8; batch++)
            {
                flow.Run(20 + random.Next(60));
                var (data, withdrawals) = Next(flow, tree, writer);
                batches.Add((data, tree.Root(), withdrawals.Root));
                reopened.AddRange(batch >= first ? withdrawals.Withdrawals : []);
            }

            // One knows what was saved there, another has lived through it all.
            flow.Run(random.Next(60));
            var (other, otherTree) = Again(writer, tree, batches[^1].Item2);
            foreach (var each in new[] { writer, other })
            {
                each.Reopen(batches.Skip(first).Select(batch => batch.Item1));
            }

            var (third, thirdTree) = Again(other, otherTree, null);
            var last = LeafChanges.Capture(flow.Machine.State);
            reopened.AddRange(Withdrawals(flow));
            var written = new List<byte[]>();
            foreach (var (each, its) in new[] { (writer, tree), (other, otherTree), (third, thirdTree) })
            {
                each.Apply(its, last);
                written.Add(each.Write(its, reopened));
            }

            Assert.All(written, data => Assert.Equal(written[0], data));
            var stranger = new NetState();
            foreach (var (data, root, withdrawals) in batches.Take(first))
            {
                Assert.Null(stranger.Take(data, root, withdrawals));
            }

            Assert.Null(stranger.Take(written[0], tree.Root(), new WithdrawalsTree(reopened).Root));
            flow.Run(20);
            var (next, paid) = Next(flow, tree, writer);
            Assert.Null(stranger.Take(next, tree.Root(), paid.Root));
        }));

    // As a start behind a snapshot has it.
    private static (NetWriter Writer, StateTree Tree) Again(NetWriter writer, StateTree tree, Hash32? root)
    {
        var restore = new StateRestore(Flow.Genesis(), Rules);
        tree.Show(restore);
        var (_, again) = restore.Finish();
        var saved = new ByteWriter();
        writer.Save(saved);
        var reader = new ByteReader(saved.Written);
        var other = new NetWriter();
        other.Load(ref reader, again, root);
        reader.End();
        return (other, again);
    }

    private static (Flow Flow, StateTree Tree, NetWriter Writer) Begin(ulong seed) =>
        (new Flow(seed), new StateTree(Rules), new NetWriter());

    private static (byte[] Data, WithdrawalsTree Withdrawals) Next(
        Flow flow, StateTree tree, NetWriter writer)
    {
        writer.Apply(tree, LeafChanges.Capture(flow.Machine.State));
        var withdrawals = new WithdrawalsTree(Withdrawals(flow));
        return (writer.Write(tree, withdrawals.Withdrawals), withdrawals);
    }

    private static List<WithdrawalLeaf> Withdrawals(Flow flow)
    {
        var queued = flow.Events.OfType<WithdrawalQueued>()
            .Select(each => new WithdrawalLeaf(each.Index, each.Owner, each.Amount)).ToList();
        flow.Events.Clear();
        return queued;
    }
}
