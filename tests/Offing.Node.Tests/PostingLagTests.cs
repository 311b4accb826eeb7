using Offing.Node.Tests.Support;
using Offing.Primitives;
using Offing.Protocol;
using Offing.Settlement.Posting;

namespace Offing.Node.Tests;

/// <summary>Batches do not reach the chain: trading goes on to a bound, then takes no risk.</summary>
public sealed class PostingLagTests : IDisposable
{
    private const ulong Most_Ms = 30_000;
    private readonly NodeWorld _world = new(postingLagMost_Ms: Most_Ms);

    public PostingLagTests()
    {
        _world.Ready();
        Post(0);
    }

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Past_the_bound_orders_are_refused_with_a_code_and_what_reduces_is_taken()
    {
        var batch = _world.Cut();
        _world.Run(Order(clientId: 7));
        Pass(Most_Ms - 1_000);
        _world.Run(Order());
        Pass(2_000);
        Assert.True(_world.Core.IsPostingLate);
        Assert.Equal(RejectCode.PostingLate, _world.Offer(Order()));
        _world.Run(Entries.CancelByClientId(Entries.Alice, _world.NextNonce, 7));
        Assert.Single(_world.Market.OpenOrders(Entries.Alice));
        _world.Run(Entries.L1(Entries.Alice, _world.NextNonce, ReducingAction));
        _world.Run(Entries.Withdraw(Entries.Alice, _world.NextNonce, 10));

        Post(batch);
        Pass(1_000);
        _world.Run(Order());
        Assert.Equal(2, _world.Market.OpenOrders(Entries.Alice).Count);
    }

    [Fact]
    public void A_venue_whose_batches_reach_the_chain_is_never_late()
    {
        for (var passed = 0UL; passed < 3 * Most_Ms; passed += 1_000)
        {
            Pass(1_000);
            _world.Commit();
            Post(_world.Core.Ledger.Last.Number);
        }

        _world.Run(Order());
        Assert.False(_world.Core.IsPostingLate);
    }

    [Fact]
    public void The_oldest_batch_counts_and_a_restart_forgets_nothing()
    {
        var first = _world.Cut();
        Pass(Most_Ms / 2);
        var second = _world.Cut();
        Pass(Most_Ms / 2);
        Post(first);
        Pass(1_000);
        Assert.False(_world.Core.IsPostingLate);
        _world.Restart();
        _world.Commit();
        Post(first);
        Pass(Most_Ms / 2);
        Assert.Equal(RejectCode.PostingLate, _world.Offer(Order()));
        Post(second);
        Pass(1_000);
        Assert.False(_world.Core.IsPostingLate);
    }

    [Fact]
    public void A_chain_that_takes_batches_slower_than_the_interval_still_catches_up_after_an_outage()
    {
        Pass(10 * NodeWorld.BatchInterval_Ms);
        Assert.True(_world.Core.IsPostingLate);
        for (var block = 0; block < 12; block++)
        {
            Pass(NodeWorld.BatchInterval_Ms * 3 / 2);
            _world.Commit();
            if (_world.Core.Ledger.LastPosted < _world.Core.Ledger.Last.Number)
            {
                Post(_world.Core.Ledger.LastPosted!.Value + 1);
            }
        }

        Pass(1_000);
        Assert.False(_world.Core.IsPostingLate);
        Assert.InRange(_world.Core.Ledger.Last.Number - _world.Core.Ledger.LastPosted!.Value, 0UL, 2UL);
    }

    // No batch grows for ever while the chain is away, and without a chain there is nothing to wait for.
    [Fact]
    public void While_batches_wait_others_are_cut_seldom_but_cut()
    {
        var interval = NodeWorld.BatchInterval_Ms;
        Pass(2 * interval);
        _world.Commit();
        Assert.Equal(2UL, _world.Core.Ledger.Last.Number);
        Pass((interval * 8) - 1_000);
        _world.Commit();
        Assert.Equal(2UL, _world.Core.Ledger.Last.Number);
        Pass(1_000);
        _world.Commit();
        Assert.Equal(3UL, _world.Core.Ledger.Last.Number);
    }

    private void Pass(ulong milliseconds)
    {
        for (var passed = 0UL; passed < milliseconds; passed += 1_000)
        {
            _world.Clock.Advance(1_000);
            _world.Price(600_000);
        }
    }

    private void Post(ulong number) => _world.Core.Ledger.Posted(new PostedBatch(number, [], 0, 0, 0, 1));

    private Protocol.Entries.SignedAction Order(ulong clientId = 0) =>
        Entries.Order(Entries.Alice, _world.NextNonce, Side.Buy, 59_000, clientId: clientId);

    private static string ReducingAction => """
        {"type":"order","orders":[{"a":0,"b":true,"p":"59000","s":"0.01","r":true,
        "t":{"limit":{"tif":"Gtc"}}}],"grouping":"na"}
        """;
}
