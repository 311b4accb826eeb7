using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Settlement.Contracts;
using Offing.Settlement.Deployments;
using Offing.Settlement.L1;
using Offing.Settlement.Tests.Support;
using Offing.Signing;

namespace Offing.Settlement.Tests;

[Collection(SharedChain.Name)]
public sealed class RequestClientTests
{
    private const ulong Price = 1_000_000;

    private static readonly PrivateKey Alice = DevelopmentKeys.Of("alice");
    private static readonly PrivateKey Mallory = DevelopmentKeys.Of("mallory");
    private static readonly Address Key = Address.OfSystem("a session key");
    private static readonly SessionLimits Limits = new(
        new MicroUsd(1), new MicroUsd(2), new MicroUsd(3), 4, true, [new MarketId(0), new MarketId(3)]);

    private readonly VenueOnChain _venue;
    private readonly FakeVenue _sink = new();

    public RequestClientTests(VenueOnChain venue)
    {
        _venue = venue;
        venue.Reset();
    }

    private VaultContract Vault => new(_venue.Client, _venue.Deployment.Vault);

    [Fact]
    public void Every_type_is_entered_read_and_offered_with_the_payload_of_the_specification()
    {
        var client = ClientOf(Alice, 5 * Price);
        (byte[] Call, RequestType Type, string Payload)[] cases =
        [
            (RequestCalls.Withdrawal(Alice.Address, 0, 7), RequestType.Withdraw, "0000000000000007"),
            (RequestCalls.Close(Alice.Address, 0, new MarketId(2), 9), RequestType.Close,
                "000000020000000000000009"),
            (RequestCalls.CancelAll(Alice.Address, 0), RequestType.CancelAll, ""),
            (RequestCalls.Grant(Key, 5, Limits), RequestType.Grant, Key.ToString()[2..]
                + "0000000000000005" + "0000000000000001" + "0000000000000002" + "0000000000000003"
                + "00000004" + "01" + "00000000" + "00000003"),
            (RequestCalls.Revocation(Key), RequestType.Revoke, Key.ToString()[2..]),
        ];
        foreach (var (call, type, payload) in cases)
        {
            var entered = client.Enter(call).Request;
            Assert.Equal((type, Alice.Address), (entered.Type, entered.Account));
            Assert.Equal(Alice.Address, entered.Sender);
            Assert.Equal("00000000000f4240" + payload, Hex.Encode(entered.Payload)[2..]);
        }

        _venue.Watcher(_sink).Tick(_venue.Later());
        Assert.Equal(cases.Select(item => item.Type), _sink.Requests.Select(request => request.Type));
        Assert.Equal(5UL, Vault.OpenRequests(Alice.Address));
        Assert.Equal(5 * Price, Vault.EnteredTotal());
    }

    [Fact]
    public void A_stranger_is_told_that_the_account_is_not_his_and_pays_nothing()
    {
        var client = ClientOf(Mallory, Price);
        var refused = Assert.Throws<L1RefusedException>(
            () => client.Enter(RequestCalls.Close(Alice.Address, 0, new MarketId(0), 0)));
        Assert.Equal($"NotAccountOwner({Alice.Address}, {Mallory.Address})", refused.Error!.ToString());
        Assert.Equal(Price, _venue.VaultOf("faucet").BalanceOf(Mallory.Address));
        Assert.Equal(0UL, Vault.RequestCount());
    }

    [Fact]
    public void The_ninth_open_request_is_refused_by_name()
    {
        var client = ClientOf(Alice, 9 * Price);
        for (var i = 0; i < 8; i++)
        {
            client.Enter(RequestCalls.CancelAll(Alice.Address, 0));
        }

        var refused = Assert.Throws<L1RefusedException>(
            () => client.Enter(RequestCalls.CancelAll(Alice.Address, 0)));
        Assert.Equal($"TooManyOpenRequests({Alice.Address}, 0)", refused.Error!.ToString());
    }

    private RequestClient ClientOf(PrivateKey key, ulong amount)
    {
        _venue.Chain.Rpc.SetBalance(key.Address, 1_000_000_000_000_000_000);
        _venue.VaultOf("faucet").Mint(key.Address, amount);
        var sender = new L1Sender(_venue.Client, key, () => _venue.Chain.Rpc.Mine());
        return new RequestClient(_venue.Client, _venue.Deployment, sender);
    }
}
