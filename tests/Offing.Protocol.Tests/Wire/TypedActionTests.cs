using System.Text.Json.Nodes;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Wire;

namespace Offing.Protocol.Tests.Wire;

public sealed class TypedActionTests
{
    private const string Key = "0x9af70704e9ec5f505cdba564ff4dec03503ddaa2";

    private static readonly string[] Samples =
    [
        $$"""
        {"type":"grant","account":"0x00000000000000000000000000000000000000Ab","key":"{{Key}}",
         "expiry":1700000000000,"maxOrderNotional":1,"maxPositionNotional":2,"maxDailyLoss":3,"maxLeverage":4,
         "reduceOnly":true,"markets":[0,5,4294967295],"nonce":18446744073709551615}
        """,
        $$"""
        {"type":"approveAgent","signatureChainId":"0x66eee","hyperliquidChain":"Testnet",
         "agentAddress":"{{Key}}","agentName":"bot","nonce":5}
        """,
        $$"""
        {"type":"withdraw3","signatureChainId":"0xa4b1","hyperliquidChain":"Mainnet",
         "destination":"{{Key}}","amount":"1.50","time":9}
        """,
        $$"""
        {"maxFeeRate":"0.01%","builder":"{{Key}}","nonce":7,"hyperliquidChain":"Mainnet",
         "signatureChainId":"0x66eee","type":"approveBuilderFee"}
        """,
    ];

    private static ParsedAction With(int sample, string field, string json)
    {
        var action = Change(sample, field, json);
        return Actions.Parse(action);
    }

    private static string Change(int sample, string field, string? json)
    {
        var action = JsonNode.Parse(Samples[sample])!.AsObject();
        action.Remove(field);
        if (json is not null)
        {
            action[field] = JsonNode.Parse(json);
        }

        return action.ToJsonString();
    }

    [Fact]
    public void Every_field_as_it_was_sent_is_there_for_the_digest()
    {
        foreach (var sample in Samples)
        {
            var sent = JsonNode.Parse(sample)!.AsObject();
            var fields = Actions.Parse(sample).Fields;
            Assert.Equal(sent.Select(f => f.Key).Order(), fields.Keys.Order());
            foreach (var (name, value) in sent)
            {
                Assert.Equal(value!.ToJsonString(), System.Text.Json.JsonSerializer.Serialize(fields[name]));
            }
        }
    }

    [Fact]
    public void A_grant_carries_every_limit()
    {
        var action = Actions.Parse(Samples[0]);
        var grant = Assert.IsType<ApproveAgent>(action.Command);
        Assert.Equal(ActionFamily.Offing, action.Family);
        Assert.Equal(ulong.MaxValue, action.InnerNonce);
        Assert.Equal((Address.Parse(Key), 1_700_000_000_000ul), (grant.Key, grant.Expiry_Ms));
        Assert.Equal("9af70704e9ec5f50", grant.Name);
        var limits = grant.Limits;
        Assert.Equal(new(1), limits.MaxOrderNotional);
        Assert.Equal(new(2), limits.MaxPositionNotional);
        Assert.Equal(new(3), limits.MaxDailyLoss);
        Assert.Equal((4u, true), (limits.MaxLeverage, limits.ReduceOnly));
        Assert.Equal([new(0), new(5), new(uint.MaxValue)], limits.Markets);
        Assert.False(limits.IsNone);
        Assert.False(grant.AgentMaySign);
    }

    [Theory]
    [InlineData("maxOrderNotional", "1")]
    [InlineData("maxPositionNotional", "1")]
    [InlineData("maxDailyLoss", "1")]
    [InlineData("maxLeverage", "1")]
    [InlineData("reduceOnly", "true")]
    [InlineData("markets", "[0]")]
    public void A_single_limit_is_never_taken_for_none(string field, string value)
    {
        var none = JsonNode.Parse(Samples[0])!.AsObject();
        string[] numbers = ["maxOrderNotional", "maxPositionNotional", "maxDailyLoss", "maxLeverage"];
        foreach (var limit in numbers)
        {
            none[limit] = 0;
        }

        none["reduceOnly"] = false;
        none["markets"] = new JsonArray();
        Assert.True(((ApproveAgent)Actions.Parse(none.ToJsonString()).Command).Limits.IsNone);
        none[field] = JsonNode.Parse(value);
        Assert.False(((ApproveAgent)Actions.Parse(none.ToJsonString()).Command).Limits.IsNone);
    }

    [Fact]
    public void An_approval_of_a_builder_is_the_owners_and_in_tenths_of_a_basis_point()
    {
        var action = Actions.Parse(Samples[3]);
        Assert.Equal(new ApproveBuilderFee(Address.Parse(Key), 10), action.Command);
        Assert.False(action.Command.AgentMaySign);
        Assert.Equal(ActionFamily.UserTyped, action.Family);
        Assert.Equal("0.01%", action.Text("maxFeeRate"));
    }

    [Fact]
    public void An_agent_without_a_name_is_one_whether_the_name_is_null_empty_or_absent()
    {
        foreach (var json in new[] { "null", "\"\"" })
        {
            Assert.Equal("", ((ApproveAgent)With(1, "agentName", json).Command).Name);
        }

        var absent = Actions.Parse(Change(1, "agentName", null));
        Assert.Equal("", ((ApproveAgent)absent.Command).Name);
        Assert.False(absent.Fields.ContainsKey("agentName"));
    }

    [Theory]
    [InlineData(0, "account", "\"0x1\"", RejectCode.BadAddress)]
    [InlineData(0, "key", "5", RejectCode.BadAddress)]
    [InlineData(0, "expiry", "\"1\"", RejectCode.BadNumber)]
    [InlineData(0, "maxOrderNotional", "18446744073709551615", RejectCode.BadNumber)]
    [InlineData(0, "maxLeverage", "4294967296", RejectCode.Malformed)]
    [InlineData(0, "reduceOnly", "1", RejectCode.Malformed)]
    [InlineData(0, "markets", "[1,1]", RejectCode.Malformed)]
    [InlineData(0, "markets", "[2,1]", RejectCode.Malformed)]
    [InlineData(0, "markets", "null", RejectCode.Malformed)]
    [InlineData(0, "nonce", "null", RejectCode.BadNumber)]
    [InlineData(0, "maxDailyLoss", null, RejectCode.MissingKey)]
    [InlineData(1, "agentName", "5", RejectCode.Malformed)]
    [InlineData(1, "agentName", "\"a name of 17 chars\"", RejectCode.BadAgentName)]
    [InlineData(1, "agentName", "\"bot valid_until 0\"", RejectCode.AgentExpiryInvalid)]
    [InlineData(1, "agentName", "\"bot valid_until \"", RejectCode.AgentExpiryInvalid)]
    [InlineData(1, "agentName", "\"bot valid_until +5\"", RejectCode.AgentExpiryInvalid)]
    [InlineData(1, "agentName", "\"bot valid_until 5 \"", RejectCode.AgentExpiryInvalid)]
    [InlineData(1, "agentName", "\"bot valid_until 5\\u0000\"", RejectCode.AgentExpiryInvalid)]
    [InlineData(1, "agentName", "\"bot valid_until 18446744073709551616\"", RejectCode.AgentExpiryInvalid)]
    [InlineData(1, "agentAddress", "null", RejectCode.BadAddress)]
    [InlineData(1, "hyperliquidChain", "\"Devnet\"", RejectCode.Malformed)]
    [InlineData(1, "signatureChainId", "\"0x\"", RejectCode.Malformed)]
    [InlineData(1, "signatureChainId", "\"1\"", RejectCode.Malformed)]
    [InlineData(1, "signatureChainId", "\"0x1\\u0000\"", RejectCode.Malformed)]
    [InlineData(1, "signatureChainId", "\"0x10000000000000000\"", RejectCode.Malformed)]
    [InlineData(2, "amount", "1", RejectCode.BadNumber)]
    [InlineData(2, "amount", "\"0.0000001\"", RejectCode.BadNumber)]
    [InlineData(2, "amount", "\"18446744073709\"", RejectCode.BadNumber)]
    [InlineData(2, "time", "-1", RejectCode.Malformed)]
    [InlineData(3, "maxFeeRate", "\"0.01\"", RejectCode.Malformed)]
    [InlineData(3, "maxFeeRate", "\"%\"", RejectCode.Malformed)]
    [InlineData(3, "builder", "\"\"", RejectCode.BadAddress)]
    public void A_bad_field_is_refused(int sample, string field, string? json, RejectCode code)
    {
        Assert.Null(Actions.Parse(Change(sample, field, json), out var error));
        Assert.Equal(code, error!.Code);
    }
}
