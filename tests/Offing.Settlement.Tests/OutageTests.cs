using Offing.Primitives;
using Offing.Settlement.Tests.Support;

namespace Offing.Settlement.Tests;

/// <summary>The chain client stops and comes back with its state; the pool is gone.</summary>
public sealed class OutageTests : IDisposable
{
    private readonly VenueOnChain _venue = new();
    private readonly FakeVenue _node = new();

    public void Dispose() => _venue.Dispose();

    [Fact]
    public void Settlement_goes_on_after_the_chain_client_was_stopped_in_the_middle()
    {
        using var client = new L1.JsonRpcClient(_venue.Chain.Url);
        var watcher = new Watching.DepositWatcher(client, _venue.Deployment, _node, 1);
        var poster = new Posting.BatchPoster(
            client, _venue.Deployment, Deployments.DevelopmentKeys.Operator, _node, _ => { },
            new Posting.PosterOptions());
        _venue.Settle(poster);
        _venue.Deposit(Address.OfSystem("alice"), 8_000_000);
        watcher.Tick(_venue.Later());
        _node.Cut([1, 2, 3]);
        poster.Tick(_venue.Later());
        Assert.True(poster.IsPosting);

        _venue.StopChain();
        watcher.Tick(_venue.Later());
        poster.Tick(_venue.Now);
        Assert.Equal(SettlementCode.L1Unavailable, watcher.Status.Code);
        Assert.Equal(SettlementCode.L1Unavailable, poster.Status.Code);
        Assert.Contains(_venue.Chain.Url.ToString(), poster.Status.Detail, StringComparison.Ordinal);

        _venue.StartChain();
        Assert.Equal(_venue.Deployment, _venue.Deployer().DeployOrVerify(_venue.Folder, VenueOnChain.Terms));
        _venue.Deposit(Address.OfSystem("bob"), 8_000_000);
        watcher.Tick(_venue.Later());
        _venue.Settle(poster);
        _node.Cut([4, 5, 6]);
        _venue.Settle(poster);
        Assert.Equal(2, _node.Requests.Count);
        Assert.Equal(3UL, _venue.Settlement.Latest().BatchCount);
        Assert.Equal(2UL, _venue.Settlement.Latest().QueueCursor);
    }
}
