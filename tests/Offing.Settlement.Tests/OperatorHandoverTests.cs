using Offing.Primitives;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.L1;
using Offing.Settlement.Posting;
using Offing.Settlement.Tests.Support;
using Offing.Signing;

namespace Offing.Settlement.Tests;

/// <summary>
/// The operator's place goes to another key: the poster of the old one waits with a code, wherever it was,
/// and the new one's goes on from there.
/// </summary>
[Collection(SharedChain.Name)]
public sealed class OperatorHandoverTests
{
    private static readonly PrivateKey Old = DevelopmentKeys.Operator;
    private static readonly PrivateKey New = DevelopmentKeys.Of("who follows");

    private readonly VenueOnChain _venue;
    private readonly FakeVenue _source = new();

    public OperatorHandoverTests(VenueOnChain venue)
    {
        _venue = venue;
        venue.Reset();
        venue.Chain.Rpc.SetBalance(New.Address, 1_000_000_000_000_000_000);
    }

    [Fact]
    public void The_old_key_sends_nothing_and_waits_and_the_new_one_posts_on_by_itself_when_it_is_time()
    {
        var (before, after) = (_venue.Poster(_source), _venue.Poster(_source, key: New));
        _venue.Settle(before);
        Announce(Old, New.Address);
        var turn = _venue.Settlement.Operators();
        Assert.Equal((Old.Address, New.Address), (turn.Operator, turn.Next));

        // Started before its time it waits.
        _source.Cut([1]);
        after.Tick(_venue.Later());
        Assert.Equal(SettlementCode.NotOperator, after.Status.Code);
        Assert.Contains($"{New.Address}", after.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(0UL, _venue.Client.Nonce(New.Address));
        _venue.Settle(before);
        Assert.Equal(2UL, _venue.Settlement.Latest().BatchCount);

        Pass();
        Assert.Equal(new OperatorTurn(New.Address, default, 0), _venue.Settlement.Operators());
        _source.Cut([2]);
        var nonce = _venue.Client.Nonce(Old.Address);
        for (var again = 0; again < 3; again++)
        {
            before.Tick(_venue.Later());
            Assert.Equal(SettlementCode.NotOperator, before.Status.Code);
            Assert.False(before.Status.IsStopped);
            _venue.Chain.Rpc.Mine();
        }

        Assert.Equal(nonce, _venue.Client.Nonce(Old.Address));
        _venue.Later();
        _venue.Settle(after);
        Assert.Equal(3UL, _venue.Settlement.Latest().BatchCount);
        Assert.Equal(_source.LastHeader.NewRoot, _venue.Settlement.LastRoot());
    }

    [Fact]
    public void A_batch_that_the_old_key_has_begun_is_ended_by_the_new_one()
    {
        var before = _venue.Poster(_source, options: new PosterOptions { InFlight = 1 });
        _venue.Settle(before);
        Announce(Old, New.Address);
        var data = new byte[250 * 1024];
        new Random(7).NextBytes(data);
        _source.Cut(data);
        before.Tick(_venue.Later());
        _venue.Chain.Rpc.Mine();

        // The second chunk is in the pool when the place goes over: it is mined, and refused.
        before.Tick(_venue.Later());
        Pass();
        before.Tick(_venue.Later());
        Assert.Equal(SettlementCode.PostingInDoubt, before.Status.Code);
        var nonce = _venue.Client.Nonce(Old.Address);
        for (var again = 0; again < 3; again++)
        {
            before.Tick(_venue.Later());
            Assert.Equal(SettlementCode.NotOperator, before.Status.Code);
            _venue.Chain.Rpc.Mine();
        }

        Assert.Equal(nonce, _venue.Client.Nonce(Old.Address));
        Assert.Equal(1U, _venue.Settlement.Latest().ChunksPosted);
        var after = _venue.Poster(_source, key: New);
        _venue.Settle(after);
        Assert.Equal(SettlementStatus.Fine, after.Status);
        var read = new BatchReader(_venue.Client, _venue.Deployment).Read(1, _venue.Client.Head().Number);
        Assert.Equal(data, Assert.Single(read).Batch.Data());
        Assert.Equal(2UL, _venue.Client.Nonce(New.Address));
    }

    [Fact]
    public void What_the_old_key_left_in_the_pool_does_nothing_and_what_was_mined_is_not_posted_again()
    {
        var before = _venue.Poster(_source);
        _venue.Settle(before);
        Announce(Old, New.Address);
        _source.Cut([1]);
        before.Tick(_venue.Later());
        Assert.True(before.IsPosting);

        // It has just been mined when the place goes over; of the next, only the pool has heard.
        _venue.Chain.Rpc.Mine();
        _source.Cut([2]);
        before.Tick(_venue.Later());
        before.Tick(_venue.Later());
        Assert.True(before.IsPosting);
        var after = _venue.Poster(_source, key: New);
        Pass();
        _venue.Settle(after);
        _source.Cut([3]);
        _venue.Settle(after);
        Assert.Equal(SettlementStatus.Fine, after.Status);
        Assert.Equal(4UL, _venue.Settlement.Latest().BatchCount);
        Assert.Equal(2UL, _venue.Client.Nonce(New.Address));
    }

    [Fact]
    public void A_start_with_another_key_finds_the_venue_and_pays_no_bond_twice()
    {
        var height = _venue.Client.Head().Number;
        Assert.Equal(
            _venue.Deployment, _venue.Deployer().DeployOrVerify(_venue.Folder, VenueOnChain.Terms, New));
        Assert.Equal(height, _venue.Client.Head().Number);

        // Only the operator makes another key that of receipts, and before anything else is done.
        var terms = VenueOnChain.Terms with { Receipts = ReceiptBondTerms.Development(New.Address) };
        var error = Assert.Throws<DeploymentException>(
            () => _venue.Deployer().DeployOrVerify(_venue.Folder, terms, New));
        Assert.Contains("--operator-key", error.Message, StringComparison.Ordinal);
        Assert.Equal(height, _venue.Client.Head().Number);
    }

    private void Announce(PrivateKey key, Address next) =>
        new L1Sender(_venue.Client, key, () => _venue.Chain.Rpc.Mine()).Execute(
            _venue.Deployment.Settlement, SettlementContract.AnnounceOperatorInput(next));

    private void Pass()
    {
        _venue.Chain.Rpc.IncreaseTime(VenueOnChain.Terms.OperatorDelay_S + 1);
        _venue.Chain.Rpc.Mine();
    }
}
