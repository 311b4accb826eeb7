using System.Text.Json;
using Offing.Primitives;
using Offing.Settlement.Contracts;
using Offing.Settlement.Tests.Support;
using Offing.Signing;

namespace Offing.Settlement.Tests;

public sealed class ContractErrorTests
{
    [Theory]
    [InlineData("Vault")]
    [InlineData("Settlement")]
    [InlineData("Escape")]
    [InlineData("ReceiptBond")]
    [InlineData("MockUSDC")]
    public void Every_error_of_the_compiled_contracts_is_known_by_name(string contract)
    {
        Repository.RequireArtefacts();
        var path = Path.Combine(Repository.Contracts, "out", contract + ".sol", contract + ".json");
        using var artefact = JsonDocument.Parse(File.ReadAllBytes(path));
        var errors = artefact.RootElement.GetProperty("abi").EnumerateArray()
            .Where(item => item.GetProperty("type").GetString() == "error")
            .Select(item => (
                Name: item.GetProperty("name").GetString(),
                Types: item.GetProperty("inputs").EnumerateArray()
                    .Select(input => input.GetProperty("type"))))
            .Select(error => $"{error.Name}({string.Join(',', error.Types)})");
        Assert.Empty(errors.Except(ContractError.Known));
    }

    [Fact]
    public void An_error_is_written_with_its_arguments()
    {
        var data = AbiWriter.Call("DepositTooSmall(uint64,uint64)").UInt(4_999_999).UInt(5_000_000).Build();
        Assert.Equal("DepositTooSmall(4999999, 5000000)", ContractError.TryDecode(data)!.ToString());
    }

    [Fact]
    public void A_plain_reason_is_read()
    {
        var data = AbiWriter.Call("Error(string)").Bytes("no"u8).Build();
        Assert.Equal("Error(no)", ContractError.TryDecode(data)!.ToString());
    }

    [Fact]
    public void An_unknown_error_is_named_by_its_selector_and_a_cut_one_by_its_name()
    {
        Assert.Equal("0x01020304()", ContractError.TryDecode(new byte[] { 1, 2, 3, 4 })!.ToString());
        Assert.Equal(
            "AlreadyPaid()", ContractError.TryDecode(Abi.Selector("AlreadyPaid(uint64)"))!.ToString());
        Assert.Null(ContractError.TryDecode(new byte[] { 1, 2, 3 }));
    }
}
