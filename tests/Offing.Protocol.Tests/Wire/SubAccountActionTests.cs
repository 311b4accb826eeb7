using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Wire;

namespace Offing.Protocol.Tests.Wire;

public sealed class SubAccountActionTests
{
    private const string Sub = "0x9af70704e9ec5f505cdba564ff4dec03503ddaa2";
    private const string Transfer =
        $$"""{"type":"subAccountTransfer","subAccountUser":"{{Sub}}","isDeposit":true,"usd":12345678}""";

    [Theory]
    [InlineData("example")]
    [InlineData("")]
    public void A_sub_account_has_the_name_that_was_sent(string name)
    {
        var action = Actions.Parse($$"""{"type":"createSubAccount","name":"{{name}}"}""");
        Assert.Equal(new CreateSubAccount(name), action.Command);
        Assert.Equal((3, false), (action.Command.SortClass, action.Command.AgentMaySign));
    }

    [Fact]
    public void A_transfer_is_in_micro_dollars_and_only_the_owner_signs_it()
    {
        var action = Actions.Parse(Transfer);
        Assert.Equal(
            new TransferSubAccount(Address.Parse(Sub), IsDeposit: true, new MicroUsd(12_345_678)),
            action.Command);
        Assert.False(action.Command.AgentMaySign);
        Assert.Equal(ActionFamily.L1, action.Family);
    }

    [Theory]
    [InlineData("\"usd\":12345678", "\"usd\":\"12\"", RejectCode.BadNumber)]
    [InlineData("\"usd\":12345678", "\"usd\":-1", RejectCode.BadNumber)]
    [InlineData("\"usd\":12345678", "\"usd\":1.5", RejectCode.BadNumber)]
    [InlineData("\"usd\":12345678", "\"usd\":1000000000000000001", RejectCode.BadNumber)]
    [InlineData("\"usd\":12345678", "\"token\":\"USDC\"", RejectCode.UnknownKey)]
    [InlineData("\"isDeposit\":true", "\"isDeposit\":\"true\"", RejectCode.Malformed)]
    [InlineData("\"isDeposit\":true,", "", RejectCode.MissingKey)]
    [InlineData(Sub, "0x12", RejectCode.BadAddress)]
    public void A_bad_field_of_a_transfer_is_refused_by_name(string good, string bad, RejectCode code)
    {
        Assert.Contains(good, Transfer, StringComparison.Ordinal);
        Assert.Null(Actions.Parse(Transfer.Replace(good, bad, StringComparison.Ordinal), out var error));
        Assert.Equal(code, error!.Code);
    }

    [Theory]
    [InlineData("""{"type":"createSubAccount"}""", RejectCode.MissingKey)]
    [InlineData("""{"type":"createSubAccount","name":5}""", RejectCode.Malformed)]
    [InlineData("""{"type":"createSubAccount","name":null}""", RejectCode.Malformed)]
    [InlineData("""{"type":"createSubAccount","name":"a","of":"b"}""", RejectCode.UnknownKey)]
    public void A_name_in_any_other_form_is_refused(string json, RejectCode code)
    {
        Assert.Null(Actions.Parse(json, out var error));
        Assert.Equal(code, error!.Code);
    }
}
