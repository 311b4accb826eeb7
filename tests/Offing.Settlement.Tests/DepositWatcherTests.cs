using System.Buffers.Binary;
using Offing.Primitives;
using Offing.Protocol.Batches;
using Offing.Protocol.Entries;
using Offing.Settlement.Tests.Support;
using Offing.Settlement.Watching;

namespace Offing.Settlement.Tests;

[Collection(SharedChain.Name)]
public sealed class DepositWatcherTests
{
    private const ulong Amount = 7_000_000;

    private static readonly Address Alice = Address.OfSystem("alice");
    private static readonly Address Bob = Address.OfSystem("bob");

    private readonly VenueOnChain _venue;
    private readonly FakeVenue _sink = new();

    public DepositWatcherTests(VenueOnChain venue)
    {
        _venue = venue;
        venue.Reset();
    }

    [Fact]
    public void A_deposit_is_offered_once_when_it_is_confirmed_and_not_before()
    {
        var watcher = _venue.Watcher(_sink, confirmations: 3);
        _venue.Deposit(Alice, Amount);
        for (var block = 0; block < 2; block++)
        {
            watcher.Tick(_venue.Later());
            Assert.Empty(_sink.Requests);
            _venue.Chain.Rpc.Mine();
        }

        watcher.Tick(_venue.Later());
        watcher.Tick(_venue.Later());
        var request = Assert.Single(_sink.Requests);
        Assert.Equal((0UL, RequestType.Deposit, Alice), (request.Index, request.Type, request.Account));
        Assert.Equal(Amount, BinaryPrimitives.ReadUInt64BigEndian(request.Payload));
        Assert.Equal(SettlementStatus.Fine, watcher.Status);
    }

    [Fact]
    public void Requests_come_in_order_and_a_full_venue_gets_them_later()
    {
        var watcher = _venue.Watcher(_sink);
        _sink.HasRoom = false;
        _venue.Deposit(Alice, Amount);
        watcher.Tick(_venue.Later());
        _venue.Deposit(Bob, Amount);
        watcher.Tick(_venue.Later());
        Assert.Empty(_sink.Requests);

        _sink.HasRoom = true;
        watcher.Tick(_venue.Later());
        watcher.Tick(_venue.Later());
        Assert.Equal([Alice, Bob], _sink.Requests.Select(request => request.Account));
    }

    [Fact]
    public void A_restart_goes_on_at_the_engines_cursor()
    {
        _venue.Deposit(Alice, Amount);
        _venue.Watcher(_sink).Tick(_venue.Later());
        _venue.Deposit(Bob, Amount);
        var watcher = _venue.Watcher(_sink);
        watcher.Tick(_venue.Later());
        Assert.Equal([0UL, 1UL], _sink.Requests.Select(request => request.Index));
        Assert.Equal(2UL, watcher.NextIndex);
    }

    [Fact]
    public void A_reorg_above_the_confirmations_is_followed()
    {
        var watcher = _venue.Watcher(_sink, confirmations: 5);
        _venue.Deposit(Alice, Amount);
        watcher.Tick(_venue.Later());
        _venue.Chain.Rpc.Reorg(2);
        _venue.Deposit(Bob, Amount);
        _venue.Chain.Rpc.Mine(5);
        watcher.Tick(_venue.Later());
        Assert.Equal([Bob], _sink.Requests.Select(request => request.Account));
    }

    [Fact]
    public void A_reorg_below_the_confirmations_stops_it_with_a_code()
    {
        var watcher = _venue.Watcher(_sink);
        _venue.Deposit(Alice, Amount);
        watcher.Tick(_venue.Later());
        _venue.Chain.Rpc.Reorg(2);
        _venue.Deposit(Bob, Amount);
        watcher.Tick(_venue.Later());
        Assert.Equal(SettlementCode.QueueDiverged, watcher.Status.Code);
        _venue.Deposit(Alice, Amount);
        watcher.Tick(_venue.Later());
        Assert.Single(_sink.Requests);
    }

    [Fact]
    public void A_venue_that_knows_more_requests_than_the_chain_stops()
    {
        _sink.Consumed = new QueuePosition(3, Keccak.Hash("lost"u8));
        var watcher = _venue.Watcher(_sink);
        watcher.Tick(_venue.Later());
        Assert.Equal(SettlementCode.QueueDiverged, watcher.Status.Code);
        Assert.True(watcher.Status.IsStopped);
    }

    [Fact]
    public void The_prefix_of_the_venue_is_the_contracts()
    {
        _venue.Deposit(Alice, Amount);
        _venue.Deposit(Bob, Amount);
        _venue.Watcher(_sink).Tick(_venue.Later());
        var vault = new Contracts.VaultContract(_venue.Client, _venue.Deployment.Vault);
        Assert.Equal(_sink.Consumed.Prefix, vault.PrefixAt(2));
        Assert.Equal(RequestHash.EmptyPrefix, vault.PrefixAt(0));
        Assert.Null(vault.PrefixAt(3));
    }
}
