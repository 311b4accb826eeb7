using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.L1;
using Offing.Settlement.Posting;
using Offing.Settlement.Tests.Support;
using Offing.Signing;

namespace Offing.Settlement.Tests;

[Collection(SharedChain.Name)]
public sealed class FreezeTests
{
    private static readonly Hash32 TrueRoot = Keccak.Hash("what the watchers computed"u8);

    private readonly VenueOnChain _venue;
    private readonly FakeVenue _source = new();

    public FreezeTests(VenueOnChain venue)
    {
        _venue = venue;
        venue.Reset();
    }

    [Fact]
    public void Watchers_cancel_a_lie_and_the_poster_stops_with_a_code()
    {
        var poster = _venue.Poster(_source);
        _venue.Settle(poster);
        var lie = _source.Cut([1]).Header;
        _venue.Settle(poster);
        Assert.Equal(lie.Hash(), _venue.Settlement.HeaderHash(1));

        Stranger().Execute(_venue.Deployment.Settlement, SettlementContract.CancelInput(
            lie, TrueRoot, Refusals(lie, DevelopmentKeys.Watchers.Take(2))));
        Assert.Equal(default, _venue.Settlement.HeaderHash(1));
        Assert.Equal(VenueOnChain.GenesisRoot, _venue.Settlement.LastRoot());

        _source.Cut([2]);
        var successor = _venue.Poster(_source);
        foreach (var each in new[] { poster, successor })
        {
            _venue.Settle(each);
            Assert.Equal(SettlementCode.VenueFrozen, each.Status.Code);
            Assert.Contains("frozen on chain at", each.Status.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void One_watcher_alone_cancels_nothing()
    {
        var poster = _venue.Poster(_source);
        _venue.Settle(poster);
        var honest = _source.Cut([1]).Header;
        _venue.Settle(poster);
        var error = Assert.Throws<L1RefusedException>(() => Stranger().Execute(
            _venue.Deployment.Settlement, SettlementContract.CancelInput(
                honest, TrueRoot, Refusals(honest, DevelopmentKeys.Watchers.Take(1)))));
        Assert.Equal("TooFewSignatures(1, 2)", error.Error?.ToString());
        Assert.Equal(honest.Hash(), _venue.Settlement.HeaderHash(1));
    }

    private List<Signature> Refusals(BatchHeader header, IEnumerable<PrivateKey> watchers)
    {
        var domain = new OffingDomain(_venue.Deployment.ChainId, _venue.Deployment.Vault);
        var digest = domain.Digest(new RefusalMessage(header.Number, header.Hash(), TrueRoot));
        return [.. watchers.Select(key => Secp256k1.Sign(digest, key))];
    }

    private L1Sender Stranger() => new(_venue.Client, DevelopmentKeys.Faucet, () => _venue.Chain.Rpc.Mine());
}
