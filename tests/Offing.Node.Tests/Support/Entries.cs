using System.Buffers.Binary;
using System.Text;
using Offing.Primitives;
using Offing.Protocol.Entries;
using Offing.Protocol.Wire;

namespace Offing.Node.Tests.Support;

/// <summary>
/// Entries as the door lets them in; the node does not look at signatures again, so they are blank.
/// </summary>
internal static class Entries
{
    public static readonly Address Alice = Address.OfSystem("alice");
    public static readonly Address Bob = Address.OfSystem("bob");
    public static readonly MarketId Btc = new(0);

    private const string Typed = "\"signatureChainId\":\"0x7a69\",\"hyperliquidChain\":\"Testnet\"";
    private static readonly byte[] Signature = new byte[65];

    public static QueueRequest Deposit(ulong index, Address account, ulong usdc)
    {
        var payload = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(payload, usdc * 1_000_000);
        return new QueueRequest(index, RequestType.Deposit, account, account, 1_700_000_000, payload);
    }

    public static OracleReport Report(byte publisher, uint ticks, Time time, ulong sequence) =>
        new(publisher, Btc, new Ticks(ticks), time, sequence, Signature);

    public static SignedAction Order(
        Address signer, ulong nonce, Side side, ulong price, string size = "0.01", string tif = "Gtc",
        ulong clientId = 0)
    {
        var named = clientId == 0 ? "" : $",\"c\":\"0x{clientId:x32}\"";
        var buys = side == Side.Buy ? "true" : "false";
        return L1(signer, nonce, "{\"type\":\"order\",\"orders\":[{\"a\":0,\"b\":" + buys
            + $",\"p\":\"{price}\",\"s\":\"{size}\",\"r\":false,\"t\":" + "{\"limit\":{\"tif\":"
            + $"\"{tif}\"" + "}}" + named + "}],\"grouping\":\"na\"}");
    }

    public static SignedAction Cancel(Address signer, ulong nonce, ulong order) => L1(
        signer, nonce, "{\"type\":\"cancel\",\"cancels\":[{\"a\":0,\"o\":" + order + "}]}");

    public static SignedAction CancelByClientId(Address signer, ulong nonce, ulong id) => L1(
        signer, nonce,
        "{\"type\":\"cancelByCloid\",\"cancels\":[{\"asset\":0,\"cloid\":" + $"\"0x{id:x32}\"" + "}]}");

    public static SignedAction Noop(Address signer, ulong nonce) => L1(signer, nonce, """{"type":"noop"}""");

    public static SignedAction CreateSubAccount(Address owner, ulong nonce, string name) =>
        L1(owner, nonce, "{\"type\":\"createSubAccount\",\"name\":\"" + name + "\"}");

    public static SignedAction Transfer(Address owner, ulong nonce, Address sub, ulong usdc) => L1(
        owner, nonce, "{\"type\":\"subAccountTransfer\",\"subAccountUser\":\"" + sub
        + "\",\"isDeposit\":true,\"usd\":" + (usdc * 1_000_000) + "}");

    public static SignedAction Withdraw(Address owner, ulong nonce, ulong usdc) => Action(
        SigningScheme.UserTyped, owner, nonce, "{\"type\":\"withdraw3\"," + Typed
        + $",\"destination\":\"{owner}\",\"amount\":\"{usdc}\",\"time\":{nonce}" + "}");

    /// <param name="until">Last moment of the key.</param>
    public static SignedAction Grant(
        Address owner, ulong nonce, Address key, string name, Time until) => Action(
        SigningScheme.UserTyped, owner, nonce, "{\"type\":\"approveAgent\"," + Typed
        + $",\"agentAddress\":\"{key}\",\"agentName\":\"{name} valid_until {until.Milliseconds}\""
        + $",\"nonce\":{nonce}" + "}");

    /// <summary>Any L1 action, from its JSON.</summary>
    public static SignedAction L1(Address signer, ulong nonce, string json) =>
        Action(SigningScheme.L1Testnet, signer, nonce, json);

    private static SignedAction Action(SigningScheme scheme, Address signer, ulong nonce, string json)
    {
        var text = Encoding.UTF8.GetBytes(json);
        Assert.True(JsonTranscoder.TryTranscode(text, out var payload, out var broken), broken?.Detail);
        Assert.True(ActionParser.TryParse(payload, out var action, out var error), error?.Detail);
        return new SignedAction(scheme, payload!, nonce, null, null, Signature, signer, action.Command);
    }
}
