using Offing.Commitment.Trees;
using Offing.Engine;
using Offing.Engine.Markets;
using Offing.Primitives;
using Offing.Protocol.Codec;

namespace Offing.Commitment.State;

/// <summary>The state root by its definition, from the whole state and nothing remembered.</summary>
public static class PlainStateTree
{
    /// <summary>
    /// The state root of <paramref name="state"/> as it stands; leaves its record of changes alone.
    /// </summary>
    public static Hash32 Root(VenueState state, Hash32 rulesHash)
    {
        var (scratch, bytes) = (new ByteWriter(), new ByteStore());
        var captures = state.Accounts.Select(
            account => new AccountCapture(account, scratch, bytes)).ToArray();
        var oracle = new List<(TreeKey, byte[])>();
        foreach (var market in state.Markets)
        {
            LeafChanges.AddOracle(oracle, state, market);
        }

        var roots = new TreeRoots(
            Tree(TreeShape.OfAddress, captures.Select(a => (TreeKey.Of(a.Owner), Leaf(a)))),
            Keys(captures),
            Books(state),
            Tree(TreeShape.OfWaiting, Waiting(state)),
            Tree(TreeShape.OfTimer, state.Waiting.Timers.InOrder.Select(
                timer => (WaitingLeaf.Key(timer), WaitingLeaf.Encode(timer)))),
            Tree(TreeShape.OfMarket, state.Markets.Select(
                m => (TreeKey.Of(m.Id), MarketLeaf.Encode(m, state.Genesis.Venues)))),
            Tree(TreeShape.OfMarketPart, oracle));
        var buckets = captures.Length + captures.Sum(account => account.IsolatedSlots);
        return Keccak.Hash(new StateFields(state).Preimage(rulesHash, roots, (ulong)buckets));
    }

    private static byte[] Leaf(AccountCapture account) => account.Leaf(
        Tree(TreeShape.OfAddress, account.Nonces.Select(n => (TreeKey.Of(n.Signer), n.Leaf))),
        Tree(TreeShape.OfAddress, account.Grants.Select(g => (TreeKey.Of(g.Key), g.Leaf))));

    private static Hash32 Keys(IEnumerable<AccountCapture> accounts) => PlainKeyedTree.Root(
        TreeShape.OfAddress,
        accounts.SelectMany(account => account.Grants.Select(
            grant => KeyValuePair.Create(TreeKey.Of(grant.Key), SignerLeaf.KeyOwner(account.Owner)))));

    private static Hash32 Books(VenueState state)
    {
        var books = new List<KeyValuePair<TreeKey, TreeValue>>();
        foreach (var market in state.Markets)
        {
            foreach (var side in new[] { Side.Buy, Side.Sell })
            {
                var root = Book(state, market, side);
                if (root != Hash32.Zero)
                {
                    books.Add(KeyValuePair.Create(TreeKey.Of(market.Id, (byte)side), new TreeValue(root)));
                }
            }
        }

        return PlainKeyedTree.Root(TreeShape.OfMarketPart, books);
    }

    private static Hash32 Book(VenueState state, MarketState market, Side side) => PlainKeyedTree.Root(
        TreeShape.OfBook,
        market.Book.InPriority(side).Select(order => KeyValuePair.Create(
            OrderLeaf.Key(side, order.Price, order.Place),
            new TreeValue(
                Keccak.Hash(OrderLeaf.Encode(order, state.Accounts[order.Owner].Owner)),
                OrderLeaf.Sums(order)))));

    private static IEnumerable<(TreeKey Key, byte[] Leaf)> Waiting(VenueState state)
    {
        foreach (var order in state.Waiting.Conditionals)
        {
            yield return (WaitingLeaf.Key(order.Id), WaitingLeaf.Encode(state, order));
        }

        foreach (var group in state.Waiting.Groups)
        {
            yield return (WaitingLeaf.GroupKey(group.Id), WaitingLeaf.Encode(state, group));
        }

        foreach (var twap in state.Waiting.Twaps)
        {
            yield return (WaitingLeaf.TwapKey(twap.Id), WaitingLeaf.Encode(state, twap));
        }

        foreach (var close in state.Waiting.Closes)
        {
            yield return (WaitingLeaf.CloseKey(close.Id), WaitingLeaf.Encode(state, close));
        }

        foreach (var schedule in state.Waiting.Schedules)
        {
            yield return (WaitingLeaf.ScheduleKey(schedule.Account), WaitingLeaf.Encode(state, schedule));
        }

        foreach (var board in state.Markets.Select(market => market.Triggers))
        {
            if (board.IsBehind)
            {
                yield return (WaitingLeaf.ReachKey(board.Market), WaitingLeaf.EncodeReach(board));
            }
        }
    }

    private static Hash32 Tree(TreeShape shape, IEnumerable<(TreeKey Key, byte[] Leaf)> leaves) =>
        PlainKeyedTree.Root(
            shape,
            leaves.Select(leaf => KeyValuePair.Create(leaf.Key, new TreeValue(Keccak.Hash(leaf.Leaf)))));
}
