using System.Text;
using System.Text.Json.Nodes;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Wire;
using Offing.Signing;
using Offing.Tools.Client;

namespace Offing.Tools.Tests.Client;

public sealed class EnvelopesTests
{
    private const ulong Nonce = 1_700_000_000_123;
    private static readonly PrivateKey Key = PrivateKey.FromSeed("tools test owner");
    private static readonly Address Session = PrivateKey.FromSeed("tools test session").Address;

    private static readonly OrderSpec Order = new(
        new MarketId(2), Side.Sell, new WireDecimal(1505, 1), new WireDecimal(25, 2), true, TimeInForce.Alo,
        new ClientOrderId(77));

    [Fact]
    public void Every_L1_action_is_signed_by_its_key_and_read_back_as_what_was_meant()
    {
        Assert.Equal([Order], Assert.IsType<PlaceOrders>(Read(ActionJson.Orders(Order))).Orders);
        Assert.Equal(
            [(Order.Market, new OrderId(9))],
            Assert.IsType<CancelOrders>(Read(ActionJson.Cancel(Order.Market, new OrderId(9)))).Cancels);
        Assert.Equal(
            [(Order.Market, Order.ClientId)],
            Assert.IsType<CancelOrdersByClientId>(
                Read(ActionJson.CancelByClientId(Order.Market, Order.ClientId))).Cancels);
        Assert.Equal(
            [(new OrderReference(default, Order.ClientId), Order)],
            Assert.IsType<ModifyOrders>(Read(ActionJson.Modify(Order))).Modifies);
        Assert.Equal(new UpdateLeverage(Order.Market, true, 7), Read(ActionJson.Leverage(Order.Market, 7)));
    }

    [Theory]
    [InlineData(5_000_000, "5")]
    [InlineData(1_234_567, "1.234567")]
    public void A_withdrawal_is_signed_by_the_owner_for_the_owners_own_address(long amount, string written)
    {
        var envelope = Parse(Envelopes.Withdraw(new MicroUsd(amount), 31337, Nonce, Key));
        var command = Assert.IsType<Withdraw>(CommandOf(envelope["action"]!));
        Assert.Equal((Key.Address, new MicroUsd(amount)), (command.Destination, command.Amount));
        Assert.Equal(written, envelope["action"]!["amount"]!.GetValue<string>());
        Assert.Equal("0x7a69", envelope["action"]!["signatureChainId"]!.GetValue<string>());
        Assert.True(UserSignedType.TryFind("withdraw3", out var type));
        var digest = type.Digest(31337, [
            UserValue.Of("Testnet"), UserValue.Of(Key.Address.ToString()), UserValue.Of(written),
            UserValue.Of(Nonce),
        ]);
        Assert.Equal(Key.Address, Recover(envelope, digest));
    }

    [Fact]
    public void A_grant_is_signed_by_the_owner_under_the_venues_own_domain()
    {
        var domain = new OffingDomain(31337, Session);
        var envelope = Parse(Envelopes.Grant(Session, domain, Nonce, Key));
        var command = Assert.IsType<ApproveAgent>(CommandOf(envelope["action"]!));
        Assert.Equal((Session, 0UL), (command.Key, command.Expiry_Ms));
        Assert.True(command.Limits.IsNone);
        var grant = new GrantMessage(Key.Address, Session, 0, 0, 0, 0, 0, false, [], Nonce);
        Assert.Equal(Key.Address, Recover(envelope, domain.Digest(grant)));
        Assert.NotEqual(Key.Address, Recover(envelope, new OffingDomain(1, Session).Digest(grant)));
    }

    private static Command Read(JsonObject action)
    {
        var envelope = Parse(Envelopes.L1(action, Nonce, Key));
        var packed = Pack(envelope["action"]!);
        var digest = HyperliquidSigning.L1Digest(
            HyperliquidSigning.ConnectionId(packed, Nonce), HyperliquidSource.Testnet);
        Assert.Equal(Key.Address, Recover(envelope, digest));
        return CommandOf(envelope["action"]!);
    }

    private static JsonNode Parse(string envelope)
    {
        var parsed = JsonNode.Parse(envelope)!;
        Assert.Equal(Nonce, parsed["nonce"]!.GetValue<ulong>());
        return parsed;
    }

    private static Address? Recover(JsonNode envelope, Hash32 digest)
    {
        var signature = envelope["signature"]!;
        Assert.True(Signature.TryParse(
            signature["r"]!.GetValue<string>(), signature["s"]!.GetValue<string>(),
            signature["v"]!.GetValue<ulong>(), out var read));
        return Secp256k1.Recover(digest, read);
    }

    private static byte[] Pack(JsonNode action)
    {
        var text = Encoding.UTF8.GetBytes(action.ToJsonString());
        Assert.True(JsonTranscoder.TryTranscode(text, out var packed, out var error), error?.Detail);
        return packed;
    }

    private static Command CommandOf(JsonNode action)
    {
        Assert.True(ActionParser.TryParse(Pack(action), out var parsed, out var error), error?.Detail);
        return parsed.Command;
    }
}
