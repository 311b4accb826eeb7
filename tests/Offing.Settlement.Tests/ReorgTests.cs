using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Entries;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.Posting;
using Offing.Settlement.Tests.Support;
using Offing.Settlement.Watching;

namespace Offing.Settlement.Tests;

/// <summary>A venue lives through reorgs of every depth that it promises to outlive.</summary>
[Collection(SharedChain.Name)]
public sealed class ReorgTests
{
    private const int DepthMost = 12;

    private readonly VenueOnChain _venue;
    private readonly FakeVenue _node = new();

    public ReorgTests(VenueOnChain venue)
    {
        _venue = venue;
        venue.Reset();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Reorgs_up_to_the_promised_depth_lose_and_double_nothing(int seed)
    {
        var random = new Random(seed);
        var (watcher, poster) = (Watcher(), _venue.Poster(_node));
        _venue.Chain.Rpc.Mine(DepthMost + 1);
        for (var step = 0; step < 60; step++)
        {
            switch (random.Next(5))
            {
                case 0:
                    _venue.Deposit(Address.OfSystem("alice"), 5_000_000 + (ulong)step);
                    break;
                case 1:
                    _node.Cut(Bytes(random));
                    break;
                case 2:
                    _venue.Chain.Rpc.Reorg(random.Next(1, DepthMost + 1));
                    break;
                case 3:
                    poster = _venue.Poster(_node);
                    break;
                default:
                    _venue.Chain.Rpc.Mine(random.Next(1, 4));
                    break;
            }

            Tick(watcher, poster);
        }

        for (var step = 0; step < 200 && !IsWhole(); step++)
        {
            _venue.Chain.Rpc.Mine();
            Tick(watcher, poster);
        }

        IsOnce();
    }

    [Fact]
    public void A_reorg_of_twelve_blocks_takes_back_no_deposit_that_was_credited()
    {
        _venue.Chain.Rpc.Mine(DepthMost);
        var watcher = Watcher();
        _venue.Deposit(Address.OfSystem("alice"), 7_000_000);
        _venue.Chain.Rpc.Mine(DepthMost - 1);
        watcher.Tick(_venue.Later());
        Assert.Empty(_node.Requests);
        _venue.Chain.Rpc.Mine();
        watcher.Tick(_venue.Later());
        Assert.Single(_node.Requests);
        _venue.Chain.Rpc.Reorg(DepthMost);
        watcher.Tick(_venue.Later());
        Assert.Equal(SettlementStatus.Fine, watcher.Status);
    }

    [Fact]
    public void A_deeper_reorg_stops_intake_and_posting_with_a_code()
    {
        var (watcher, poster) = (Watcher(), _venue.Poster(_node));
        _venue.Settle(poster);
        _venue.Chain.Rpc.Mine(DepthMost);
        _venue.Deposit(Address.OfSystem("alice"), 7_000_000);
        _venue.Chain.Rpc.Mine(DepthMost);
        watcher.Tick(_venue.Later());
        Assert.Single(_node.Requests);
        _node.Cut([1, 2, 3]);
        _venue.Chain.Rpc.Reorg(DepthMost + 1);
        _venue.Deposit(Address.OfSystem("bob"), 8_000_000);
        for (var step = 0; step < 4; step++)
        {
            _venue.Chain.Rpc.Mine();
            watcher.Tick(_venue.Later());
            poster.Tick(_venue.Later());
        }

        Assert.Equal(SettlementCode.QueueDiverged, watcher.Status.Code);
        Assert.Equal(SettlementCode.QueueHashMismatch, poster.Status.Code);
        Assert.True(watcher.Status.IsStopped && poster.Status.IsStopped);
        Assert.Equal(1UL, _venue.Settlement.Latest().BatchCount);
        Assert.Single(_node.Requests);
    }

    private DepositWatcher Watcher() => _venue.Watcher(_node, DepositWatcher.ProductionConfirmations);

    private void Tick(DepositWatcher watcher, BatchPoster poster)
    {
        watcher.Tick(_venue.Later());
        poster.Tick(_venue.Later());
        Assert.False(watcher.Status.IsStopped, watcher.Status.Detail);
        Assert.False(poster.Status.IsStopped, poster.Status.Detail);
    }

    private VaultContract Vault => new(_venue.Client, _venue.Deployment.Vault);

    private bool IsWhole() =>
        _venue.Settlement.Latest() is { IsIncomplete: false } head
        && head.BatchCount == _node.LastHeader.Number + 1
        && Vault.RequestCount() == (ulong)_node.Requests.Count;

    // Each batch stands once, and is ours; each request of the chain was taken once, in its order.
    private void IsOnce()
    {
        Assert.True(IsWhole(), $"{_venue.Settlement.Latest()} {_node.LastHeader} {_node.Requests.Count}");
        var head = _venue.Client.Head().Number;
        var posted = _venue.Settlement.Headers(_venue.Deployment.Block, head)
            .Select(each => each.Header).ToList();
        Assert.Equal(
            Enumerable.Range(0, (int)_node.LastHeader.Number + 1)
                .Select(number => _node.NextBatch((ulong)number)!.Header),
            posted);
        var prefix = RequestHash.EmptyPrefix;
        foreach (var request in _node.Requests)
        {
            prefix = RequestHash.Extend(prefix, request);
        }

        Assert.Equal(prefix, Vault.PrefixAt((ulong)_node.Requests.Count));
    }

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[random.Next(3) == 0 ? 250 * 1024 : 500];
        random.NextBytes(bytes);
        return bytes;
    }
}
