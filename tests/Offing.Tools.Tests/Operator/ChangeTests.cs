using System.Text.Json.Nodes;
using Offing.Primitives;
using Offing.Settlement.Deployments;
using Offing.Tools.Client;
using Offing.Tools.Operator;

namespace Offing.Tools.Tests.Operator;

public class ChangeTests
{
    private static readonly VenueNow Now = new(JsonNode.Parse(
        """
        {"seq":9,"time":1000000,"operator":"0x8cf3ff1ad7b34a52e1bbe01f6560f23966e08ee7","nextSwitch":3,
        "haltReason":0,"parameterDelay":120000,"queueCursor":2,"nextChange":4,"nextRules":null,
        "fees":{"taker":450000,"maker":-150000,"tiers":[]},"quorum":2,
        "publishers":["0x00000000000000000000000000000000000000a0",
        "0x0000000000000000000000000000000000000000","0x00000000000000000000000000000000000000a2"],
        "markets":[{"market":0,"name":"BTC","szDecimals":5,"status":"open","haltReason":7,"reduceOnly":false,
        "settled":false,"maxLeverage":40,"tiers":[],"cap":5000000,"lower":0,"upper":0,"openInterest":123,
        "mark":600000}],
        "stopped":[{"target":"0x00000000000000000000000000000000000000aa",
        "account":"0x00000000000000000000000000000000000000bb","reason":4}],
        "pending":[{"number":3,"due":1060000,"payload":"0x00040000000000"}]}
        """)!);

    // From spec/batch.md, byte by byte.
    [Fact]
    public void A_change_is_written_as_the_spec_lays_it_out_and_read_back()
    {
        foreach (var (change, bytes) in ((Change, string)[])[
            (new MarginProposal(1, 30, [new TierLine(0, 30), new TierLine(258, 10)]),
                "0x0001000000010000001e0200000000000000000000001e00000000000001020000000a"),
            (new FeesProposal(450_000, -1, [new FeeLine(2, 3, -1)]),
                "0x0002000000000006ddd0ffffffffffffffff01"
                + "00000000000000020000000000000003ffffffffffffffff"),
            (new OpenInterestProposal(2, 3, 4, 5),
                "0x000300000002000000000000000300000000000000040000000000000005"),
            (new ReduceOnlyProposal(3, true), "0x00040000000301"),
            (new DelistProposal(3, 258), "0x0005000000030000000000000102"),
            (new RulesProposal(Keccak.Hash([1])), "0x0006" + Keccak.Hash([1]).ToString()[2..]),
            (new ListingProposal(
                "A-1", 2, 10, 3, 4, 5, new InterestLine(6, 7, 8), [new TierLine(0, 10), new TierLine(9, 1)]),
                "0x0007020000000a000000000000000300000000000000040000000000000005000000000000000600000000"
                + "00000007000000000000000802" + "00000000000000000000000a" + "000000000000000900000001"
                + "03412d31"),
            (new PublisherProposal(3, Address.Parse($"0x{new string('a', 40)}"), 2),
                "0x000803" + new string('a', 40) + "02")])
        {
            Assert.Equal(bytes, Hex.Encode(change.Payload()));
            Assert.Equal(change.Payload(), ChangeReader.Read(change.Payload()).Payload());
            Assert.Equal(change.GetType(), ChangeReader.Read(change.Payload()).GetType());
        }

        Assert.IsType<OtherProposal>(ChangeReader.Read([0, 99, 1]));
        Assert.IsType<OtherProposal>(ChangeReader.Read([0, 4, 1]));
    }

    [Fact]
    public void What_a_change_does_is_told_against_what_holds_now()
    {
        var cap = new OpenInterestProposal(0, 3_500_000, 0, 0);
        Assert.Contains("  cap: 5 USDC -> 3.5 USDC", OperatorText.Change(cap, Now));
        Assert.True(cap.IsImmediate(Now));
        Assert.False((cap with { Cap_Usd = 6_000_000 }).IsImmediate(Now));
        Assert.False((cap with { Cap_Usd = 0 }).IsImmediate(Now));
        Assert.False((cap with { Upper = 9 }).IsImmediate(Now));
        Assert.True(new ReduceOnlyProposal(0, true).IsImmediate(Now));
        Assert.False(new ReduceOnlyProposal(0, false).IsImmediate(Now));
        var fees = new FeesProposal(400_000, -150_000, []);
        Assert.Equal(
            [
                "fees:", "  taker: 0.045 % -> 0.04 %", "  maker: -0.015 %, as before",
                "  tiers: none, as before",
            ],
            OperatorText.Change(fees, Now));
        Assert.Equal(1_120_000UL, fees.Due_Ms(Now));
        Assert.Equal(2_000_000UL, new DelistProposal(0, 2_000_000).Due_Ms(Now));
        Assert.Equal(1_120_000UL, new DelistProposal(0, 0).Due_Ms(Now));
    }

    [Fact]
    public void What_waits_is_told_with_its_time()
    {
        var lines = OperatorText.Pending(Now).ToArray();
        Assert.Equal("change 3 at 1970-01-01 00:17:40 UTC, in 60 s:", lines[0]);
        Assert.Equal("  BTC open again:", lines[1]);
        var status = JsonNode.Parse("""{"venue":"V","lastBatch":1,"lastPosted":1,"lastFinal":0}""")!;
        var told = OperatorText.Status(Now, status).ToArray();
        Assert.Contains(
            "publishers: 2 must agree of 0 0x00000000000000000000000000000000000000a0, 1 none, "
            + "2 0x00000000000000000000000000000000000000a2",
            told);
        Assert.Contains(
            "BTC: open for reason 7, mark 60000, open interest 0.00123, cap 5 USDC, leverage 40x, tiers 0",
            told);
        Assert.Contains(told, line => line.StartsWith("stopped: key 0x00", StringComparison.Ordinal));
    }

    [Fact]
    public void How_the_venue_stands_with_its_chain_is_told_with_what_it_asks_for()
    {
        var (ours, other) = ($"{Now.Operator}", "0x00000000000000000000000000000000000000ff");
        Assert.Equal(
            [$"chain: deposits go on, batches go on; operator {ours}, whose key posts here"],
            Chain("None", ours, ours, null));
        Assert.Equal(
            [
                $"chain: deposits go on, batches go on; operator {ours}, whose key posts here",
                $"announced: {other} follows at 1970-01-01 00:16:40 UTC: start the venue with its key then "
                    + "(--operator-key)",
            ],
            Chain("None", ours, ours, other));
        Assert.Equal(
            [
                $"chain: deposits go on, batches wait or stop: NotOperator; operator {other}, and THE KEY "
                    + $"HERE IS {ours}'s",
                $"kill switches are {ours}'s until the chain's operator enters ./offing operator propose "
                    + "take-over",
            ],
            Chain("NotOperator", ours, other, null));
    }

    private static string[] Chain(string batches, string key, string holder, string? next)
    {
        var status = new JsonObject
        {
            ["venue"] = "V", ["lastBatch"] = 1, ["lastPosted"] = 1, ["lastFinal"] = 0,
            ["chain"] = new JsonObject
            {
                ["deposits"] = "None", ["batches"] = batches, ["key"] = key, ["operator"] = holder,
                ["nextOperator"] = next, ["nextOperatorFrom"] = next is null ? 0UL : 1_000_000UL,
            },
        };
        return
        [
            .. OperatorText.Status(Now, status)
                .SkipWhile(line => !line.StartsWith("chain", StringComparison.Ordinal))
                .TakeWhile(line => !line.StartsWith("fees", StringComparison.Ordinal)),
        ];
    }

    [Fact]
    public void A_listing_is_told_with_all_its_terms()
    {
        var listing = new ListingProposal(
            "DOGE", 0, 10, 100_000_000, 800_000_000, 6_000_000_000,
            new InterestLine(5_000_000_000, 0, 0), [new TierLine(0, 10), new TierLine(1_000_000_000, 5)]);
        Assert.Equal(
            [
                "listing of DOGE:", "  margin: none -> isolated only", "  highest leverage: none -> 10x",
                "  tiers: none -> from 0 USDC 10x, from 1000 USDC 5x", "  decimals of a size: none -> 0",
                "  bands: none -> crossing within 10 % of the mark, resting 80 %",
                "  impact notional: none -> 6000 USDC", "  cap: none -> 5000 USDC",
                "  margin rises from: none, as before", "  to the whole at: none, as before",
            ],
            OperatorText.Change(listing, Now));
        Assert.False(listing.IsImmediate(Now));
        Assert.Equal("DOGE", ProposalText.NewName("DOGE", Now));
        Assert.Contains("has or had", Fails(() => ProposalText.NewName("BTC", Now)));
        Assert.Contains("16 letters", Fails(() => ProposalText.NewName("a b", Now)));
    }

    [Fact]
    public void A_publisher_is_told_by_place_with_the_key_before_and_the_quorum()
    {
        var other = Address.Parse("0x00000000000000000000000000000000000000ff");
        var change = new PublisherProposal(0, other, 2);
        Assert.Equal(
            ["publisher 0:", $"  key: {Now.Publishers[0]} -> {other}", "  quorum: 2, as before"],
            OperatorText.Change(change, Now));
        Assert.Contains(
            $"  key: {Now.Publishers[2]} -> none",
            OperatorText.Change(new PublisherProposal(2, Address.Zero, 1), Now));
        Assert.Equal(3, ProposalText.Place(null, Now));
        Assert.Contains("0 to 2, or 3", Fails(() => ProposalText.Place(4, Now)));
        Assert.Equal(2, ProposalText.Quorum(null, change, Now));
        Assert.Contains("1 to 2", Fails(() => ProposalText.Quorum(3, change, Now)));
        Assert.Contains(
            "1 to 1", Fails(() => ProposalText.Quorum(null, change with { Key = Address.Zero }, Now)));
        Assert.Equal(3, ProposalText.Quorum(3, change with { Place = 3 }, Now));
    }

    [Theory]
    [InlineData("5")]
    [InlineData("5:0")]
    [InlineData("0:5")]
    [InlineData("x:5")]
    public void A_tier_that_is_none_names_the_form(string tier)
    {
        var refused = Assert.Throws<FormatException>(() => ProposalText.Tiers([tier]));
        Assert.StartsWith("--tier", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_are_read_to_the_last_digit()
    {
        Assert.Equal(450_000, Amounts.Rate("0.00045", "--taker"));
        Assert.Equal(-1, Amounts.Rate("-0.000000001", "--taker"));
        Assert.Equal("-0.000000001", Amounts.Text(-1, 9));
        Assert.Equal("12", Amounts.Text(12_000_000, 6));
        Assert.Throws<FormatException>(() => Amounts.Rate("1.1", "--taker"));
        Assert.Throws<FormatException>(() => Amounts.Usd("0.0000001", "--cap"));
        Assert.Equal(1_900_000_000_000UL, ProposalText.Moment("2030-03-17T17:46:40Z"));
        Assert.Throws<FormatException>(() => ProposalText.Moment("soon"));
    }

    [Fact]
    public void A_key_comes_from_a_file_and_an_error_says_where_else()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "0x" + new string('1', 64) + "\n");
            Assert.Equal(
                Signing.PrivateKey.Parse(new string('1', 64)).Address, OperatorKey.Read(file, false).Address);
            File.WriteAllText(file, "not a key");
            Assert.Contains("64 hex digits", Message(file), StringComparison.Ordinal);
            File.WriteAllText(file, "");
            Assert.Contains("--key-file", Message(file), StringComparison.Ordinal);
            Assert.Contains("no such file", Message(file + ".x"), StringComparison.Ordinal);
            Assert.Equal(DevelopmentKeys.Operator.Address, OperatorKey.Read(null, true).Address);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Fails(Action read) => Assert.Throws<FormatException>(read).Message;

    private static string Message(string file) =>
        Assert.Throws<VenueException>(() => OperatorKey.Read(file, false)).Message;
}
