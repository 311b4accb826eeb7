using Offing.Commitment.State;
using Offing.Engine;
using Offing.Primitives;

namespace Offing.Commitment.Tests.State;

public sealed class StateProofTests
{
    private readonly VenueState _state;
    private readonly StateTree _tree = new(Hash32.Zero);
    private readonly Hash32 _root;

    public StateProofTests()
    {
        var flow = new Flow(5);
        flow.Run(400);
        _state = flow.Machine.State;
        _tree.Apply(LeafChanges.Capture(_state));
        _root = _tree.Root();
    }

    [Fact]
    public void Every_account_is_proved_under_its_own_address_only()
    {
        foreach (var account in _state.Accounts)
        {
            var proof = _tree.ProveAccount(account.Owner)!;
            Assert.True(proof.Verify(_root, account.Owner));
            Assert.False(proof.Verify(_root, Address.OfSystem("mallory")));
            Assert.False(proof.Verify(Hash32.Zero, account.Owner));
        }

        Assert.Null(_tree.ProveAccount(Address.OfSystem("mallory")));
    }

    [Fact]
    public void An_account_leaf_or_a_root_with_any_byte_altered_refuses()
    {
        var owner = Flow.Trader(0);
        var proof = _tree.ProveAccount(owner)!;
        for (var i = 0; i < proof.Account.Leaf.Length; i++)
        {
            var leaf = proof.Account with { Leaf = Altered(proof.Account.Leaf, i) };
            Assert.False((proof with { Account = leaf }).Verify(_root, owner));
        }

        for (var i = 0; i < proof.RootPreimage.Length; i++)
        {
            var altered = proof with { RootPreimage = Altered(proof.RootPreimage, i) };
            Assert.False(altered.Verify(_root, owner));
            var ofAnotherState = altered.Verify(Keccak.Hash(altered.RootPreimage), owner);
            Assert.Equal(!IsAccountsRoot(i), ofAnotherState);
        }
    }

    [Fact]
    public void Every_market_is_proved()
    {
        foreach (var market in _state.Markets)
        {
            Assert.True(_tree.ProveMarket(market.Id)!.Verify(_root, market.Id));
            Assert.False(_tree.ProveMarket(market.Id)!.Verify(_root, new MarketId(77)));
        }

        Assert.Null(_tree.ProveMarket(new MarketId(77)));
    }

    [Fact]
    public void Every_order_at_rest_is_proved_and_exactly_the_best_is_shown_to_be_the_best()
    {
        foreach (var market in _state.Markets)
        {
            foreach (var side in new[] { Side.Buy, Side.Sell })
            {
                foreach (var order in market.Book.InPriority(side))
                {
                    var proof = _tree.ProveOrder(market.Id, side, order.Price, order.Place)!;
                    var sums = OrderLeaf.Sums(order);
                    Assert.True(proof.Verify(_root, market.Id, side, order.Price, order.Place, sums));
                    var more = sums with { Base = sums.Base + 1 };
                    Assert.False(proof.Verify(_root, market.Id, side, order.Price, order.Place, more));
                    var other = side == Side.Buy ? Side.Sell : Side.Buy;
                    Assert.False(proof.Verify(_root, market.Id, other, order.Price, order.Place, sums));
                    Assert.Equal(
                        order == market.Book.Best(side),
                        proof.Order.Path.IsFirst(OrderLeaf.Key(side, order.Price, order.Place)));
                }
            }
        }

        Assert.Null(_tree.ProveOrder(new MarketId(0), Side.Buy, new Ticks(1), 999_999));
    }

    [Fact]
    public void Every_order_that_waits_is_proved_under_its_own_id_only()
    {
        Assert.NotEmpty(_state.Waiting.Conditionals);
        foreach (var order in _state.Waiting.Conditionals)
        {
            var proof = _tree.ProveConditional(order.Id)!;
            Assert.Equal(WaitingLeaf.Encode(_state, order), proof.Order.Leaf);
            Assert.True(proof.Verify(_root, order.Id));
            Assert.False(proof.Verify(_root, new OrderId(order.Id.Value + 1)));
            Assert.False(proof.Verify(Hash32.Zero, order.Id));
            var altered = proof.Order with { Leaf = Altered(proof.Order.Leaf, proof.Order.Leaf.Length / 2) };
            Assert.False((proof with { Order = altered }).Verify(_root, order.Id));
        }
    }

    // A group and a TWAP stand in the same tree, and an order at rest in another.
    [Fact]
    public void What_is_no_order_that_waits_has_no_proof_as_one()
    {
        var others = _state.Waiting.Groups.Select(group => group.Id)
            .Concat(_state.Waiting.Twaps.Select(twap => twap.Id))
            .Concat(_state.Markets.SelectMany(m => m.Book.InPriority(Side.Buy)).Select(o => o.Id.Value))
            .ToList();
        Assert.True(others.Count > 3);
        Assert.All(others, id => Assert.Null(_tree.ProveConditional(new OrderId(id))));
        Assert.Null(_tree.ProveConditional(new OrderId(999_999)));
    }

    private static bool IsAccountsRoot(int at) => at is >= 35 and < 67;

    private static byte[] Altered(byte[] bytes, int at)
    {
        var altered = bytes.ToArray();
        altered[at] ^= 1;
        return altered;
    }
}
