using Offing.Primitives;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.Posting;
using Offing.Settlement.Tests.Support;

namespace Offing.Settlement.Tests;

[Collection(SharedChain.Name)]
public sealed class BatchPosterTests
{
    private readonly VenueOnChain _venue;
    private readonly FakeVenue _source = new();
    private readonly List<PostedBatch> _posted = [];

    public BatchPosterTests(VenueOnChain venue)
    {
        _venue = venue;
        venue.Reset();
    }

    private ulong OperatorNonce => _venue.Client.Nonce(DevelopmentKeys.Operator.Address);

    [Fact]
    public void Genesis_and_the_batches_after_it_are_posted_and_can_be_read_back()
    {
        _venue.Deposit(Address.OfSystem("alice"), 9_000_000);
        _venue.Watcher(_source).Tick(_venue.Later());
        _source.Cut(Bytes(1_000));
        _source.Cut([]);
        var poster = _venue.Poster(_source, _posted.Add);
        _venue.Settle(poster);
        for (var number = 0; number < 3; number++)
        {
            _venue.Settle(poster);
        }

        Assert.Equal(SettlementStatus.Fine, poster.Status);
        Assert.Equal(3UL, _venue.Settlement.Latest().BatchCount);
        Assert.Equal(_source.LastHeader.NewRoot, _venue.Settlement.LastRoot());
        Assert.Equal([0UL, 1UL, 2UL], _posted.Select(posted => posted.Number));
        Assert.All(_posted, posted => Assert.True(posted.GasUsed > 21_000 && posted.Calldata_Bytes >= 480));
        var read = new BatchReader(_venue.Client, _venue.Deployment)
            .Read(0, _venue.Client.Head().Number).ToList();
        Assert.Equal([0UL, 1UL, 2UL], read.Select(batch => batch.Batch.Header.Number));
        Assert.Equal(_source.LastHeader, read[2].Batch.Header);
        Assert.Equal(VenueOnChain.Genesis, read[0].Batch.Data());
        Assert.Equal(Bytes(1_000), read[1].Batch.Data());
    }

    [Fact]
    public void A_batch_of_300_KB_goes_in_numbered_chunks()
    {
        var data = Bytes(300 * 1024 + 17);
        _source.Cut(data);
        var poster = _venue.Poster(_source, _posted.Add);
        Settle(poster, 2);
        Assert.Equal(4, _posted[1].Transactions.Count);
        var read = new BatchReader(_venue.Client, _venue.Deployment).Read(1, _venue.Client.Head().Number);
        Assert.Equal(data, Assert.Single(read).Batch.Data());
        // The floor of random calldata is about 40 gas a byte: execution adds next to nothing.
        Assert.InRange(_posted[1].GasUsed, 39UL * (ulong)data.Length, 42UL * (ulong)data.Length);
    }

    [Fact]
    public void A_poster_killed_between_send_and_receipt_posts_nothing_twice()
    {
        Settle(_venue.Poster(_source), 1);
        _source.Cut(Bytes(500));
        var nonce = OperatorNonce;
        var killed = _venue.Poster(_source);
        killed.Tick(_venue.Later());
        Assert.True(killed.IsPosting);

        // Its successor starts while the transaction is in the pool, and again when it is mined.
        var successor = _venue.Poster(_source, _posted.Add);
        successor.Tick(_venue.Later());
        _venue.Chain.Rpc.Mine();
        Settle(successor, 1);
        Settle(_venue.Poster(_source, _posted.Add), 1);
        Assert.Equal(nonce + 1, OperatorNonce);
        Assert.Equal(2UL, _venue.Settlement.Latest().BatchCount);
        Assert.Equal([0UL, 1UL], _posted.Select(posted => posted.Number).Distinct());
    }

    [Fact]
    public void A_successor_outbids_what_its_predecessor_raised_or_finds_it_mined()
    {
        var options = new PosterOptions { Rebroadcast_Ms = 1_000, Replace_Ms = 10_000 };
        var nonce = OperatorNonce;
        var killed = _venue.Poster(_source, options: options);
        killed.Tick(_venue.Later());
        killed.Tick(_venue.Later(11_000));

        var successor = _venue.Poster(_source, _posted.Add, options);
        successor.Tick(_venue.Later());
        successor.Tick(_venue.Later(2_000));
        Settle(successor, 1);
        Assert.Equal(nonce + 1, OperatorNonce);
        Assert.Equal(0UL, _posted[0].Number);
    }

    [Fact]
    public void A_poster_killed_in_the_middle_of_a_batch_posts_the_rest_of_it()
    {
        Settle(_venue.Poster(_source), 1);
        _source.Cut(Bytes(250 * 1024));
        var nonce = OperatorNonce;
        var killed = _venue.Poster(_source, options: new PosterOptions { InFlight = 1 });
        killed.Tick(_venue.Later());
        _venue.Chain.Rpc.Mine();
        Assert.True(_venue.Settlement.Latest().IsIncomplete);

        Settle(_venue.Poster(_source, _posted.Add), 1);
        Assert.Equal(nonce + 3, OperatorNonce);
        Assert.False(_venue.Settlement.Latest().IsIncomplete);
        Assert.Equal(3, _posted[^1].Transactions.Count);
    }

    [Fact]
    public void A_transaction_that_is_not_mined_is_replaced_by_one_that_pays_more()
    {
        var options = new PosterOptions { Rebroadcast_Ms = 1_000, Replace_Ms = 10_000 };
        var nonce = OperatorNonce;
        var poster = _venue.Poster(_source, _posted.Add, options);
        poster.Tick(_venue.Later());
        var first = _venue.Client.Fees();
        poster.Tick(_venue.Later(11_000));
        _venue.Settle(poster);
        Assert.Equal(nonce + 1, OperatorNonce);
        var mined = _venue.Client.Receipt(_posted[0].Transactions[0])!;
        Assert.True(mined.EffectiveGasPrice > first.MaxPriorityFee + 1);
    }

    [Fact]
    public void When_gas_rises_past_what_was_offered_the_same_nonce_is_offered_more()
    {
        var options = new PosterOptions { Rebroadcast_Ms = 1_000, Replace_Ms = 10_000 };
        var nonce = OperatorNonce;
        var poster = _venue.Poster(_source, _posted.Add, options);
        poster.Tick(_venue.Later());
        _venue.Chain.Rpc.SetNextBaseFee(10 * _venue.Client.Fees().MaxFee);
        _venue.Chain.Rpc.Mine();
        poster.Tick(_venue.Later(1_500));
        Assert.True(poster.IsPosting);
        Assert.Equal(nonce, OperatorNonce);

        Settle(poster, 1);
        Assert.Equal(nonce + 1, OperatorNonce);
        Assert.Equal(1UL, _venue.Settlement.Latest().BatchCount);
    }

    [Fact]
    public void A_batch_that_a_reorg_took_back_is_posted_again()
    {
        var poster = _venue.Poster(_source, _posted.Add);
        Settle(poster, 1);
        _source.Cut(Bytes(100));
        Settle(poster, 1);
        _venue.Chain.Rpc.Reorg(1);
        Assert.Equal(1UL, _venue.Settlement.Latest().BatchCount);
        _source.Cut(Bytes(200));
        Settle(poster, 3);
        Assert.Equal(3UL, _venue.Settlement.Latest().BatchCount);
        Assert.Equal(_source.LastHeader.NewRoot, _venue.Settlement.LastRoot());
    }

    public static TheoryData<SettlementCode, string> Defects => new()
    {
        { SettlementCode.PrevRootMismatch, "prevRoot" },
        { SettlementCode.SequenceMismatch, "firstSeq" },
        { SettlementCode.QueueHashMismatch, "queueHash" },
        { SettlementCode.DataHashMismatch, "dataHash" },
        { SettlementCode.HeaderMismatch, "number" },
        { SettlementCode.ContractRefused, "rulesHash" },
        { SettlementCode.TimeAhead, "time" },
        { SettlementCode.QueueBehind, "queueCursor" },
    };

    [Theory]
    [MemberData(nameof(Defects))]
    public void A_batch_that_does_not_follow_the_chain_is_not_sent_and_has_a_code(
        SettlementCode code, string field)
    {
        var poster = _venue.Poster(_source);
        Settle(poster, 1);
        var nonce = OperatorNonce;
        var other = Keccak.Hash("other"u8);
        _source.Cut(Bytes(10), change: header => field switch
        {
            "prevRoot" => header with { PrevRoot = other },
            "firstSeq" => header with { FirstSeq = 7 },
            "queueHash" => header with { QueueHash = other },
            "dataHash" => header with { DataHash = other },
            "number" => header with { Number = 2 },
            "rulesHash" => header with { RulesHash = other },
            "time" => header with { Time = new Time(10_000_000_000_000) },
            _ => header with { QueueCursor = 5 },
        });
        poster.Tick(_venue.Later());
        Assert.Equal(code, poster.Status.Code);
        Assert.NotEmpty(poster.Status.Detail);
        Assert.Equal(code >= SettlementCode.QueueDiverged, poster.Status.IsStopped);
        _venue.Chain.Rpc.Mine();
        poster.Tick(_venue.Later());
        Assert.Equal(nonce, OperatorNonce);
    }

    private void Settle(BatchPoster poster, int times)
    {
        for (var i = 0; i < times; i++)
        {
            _venue.Settle(poster);
        }

        Assert.Equal(SettlementStatus.Fine, poster.Status);
    }

    private static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }
}
