using System.Text.Json.Nodes;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Wire;
using Offing.Signing;
using Offing.Tools.Client;
using Offing.Tools.Demo;

namespace Offing.Host.Tests;

/// <summary>What a thief of messages or of old keys gets: a clear no, and no effect.</summary>
public sealed class KeyTests
{
    private static readonly PrivateKey First = PrivateKey.FromSeed("offing key test first");
    private static readonly PrivateKey Second = PrivateKey.FromSeed("offing key test second");

    [Fact]
    public async Task A_replayed_order_and_a_revoked_key_are_refused_and_change_nothing()
    {
        using var venue = RunningVenue.Start();
        using var client = new VenueClient(venue.Http);
        var trader = await venue.TraderAsync(client, "Alice");
        var order = new OrderSpec(
            new MarketId(0), Side.Buy, new WireDecimal(50_000, 0), new WireDecimal(1, 3), false,
            TimeInForce.Gtc, ClientOrderId.None);

        var signed = trader.Sign(ActionJson.Orders(order));
        Assert.Null(VenueClient.ErrorOf(await client.ExchangeAsync(signed, default)));
        var again = VenueClient.ErrorOf(await client.ExchangeAsync(signed, default));
        Assert.Contains("Invalid nonce", again, StringComparison.Ordinal);

        await ApproveAsync(client, trader, First);
        Assert.Null(VenueClient.ErrorOf(await SendAsync(client, order, First)));
        await ApproveAsync(client, trader, Second);
        var revoked = VenueClient.ErrorOf(await SendAsync(client, order, First));

        // Which address it names depends on the letter tried first: a wrong letter recovers a stranger's.
        Assert.Matches("^User or API Wallet 0x[0-9a-f]{40} does not exist\\.$", revoked);
        Assert.Null(VenueClient.ErrorOf(await SendAsync(client, order, Second)));

        var open = await client.InfoAsync(
            new JsonObject { ["type"] = "openOrders", ["user"] = trader.Account.ToString() }, default);
        Assert.Equal(3, open.AsArray().Count);
    }

    private static Task<JsonNode> SendAsync(VenueClient client, OrderSpec order, PrivateKey key) =>
        client.ExchangeAsync(Envelopes.L1(ActionJson.Orders(order), Now(), key), default);

    // The same name each time: a new key under a taken name replaces, and so revokes, the old one.
    private static async Task ApproveAsync(VenueClient client, Trader trader, PrivateKey key)
    {
        const ulong chain = 31_337;
        var nonce = Now();
        Assert.True(UserSignedType.TryFind("approveAgent", out var type));
        var digest = type.Digest(
            chain,
            [UserValue.Of("Testnet"), UserValue.Of(key.Address), UserValue.Of("bot"), UserValue.Of(nonce)]);
        var signature = Secp256k1.Sign(digest, trader.Wallet);
        var envelope = new JsonObject
        {
            ["action"] = new JsonObject
            {
                ["type"] = "approveAgent",
                ["signatureChainId"] = $"0x{chain:x}",
                ["hyperliquidChain"] = "Testnet",
                ["agentAddress"] = key.Address.ToString(),
                ["agentName"] = "bot",
                ["nonce"] = nonce,
            },
            ["nonce"] = nonce,
            ["signature"] = new JsonObject { ["r"] = signature.R, ["s"] = signature.S, ["v"] = signature.V },
        };
        Assert.Null(VenueClient.ErrorOf(await client.ExchangeAsync(envelope.ToJsonString(), default)));
    }

    private static ulong Now() => (ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
}
