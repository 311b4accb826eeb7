using System.Text.Json.Nodes;
using Offing.Tools.Risk.Explaining;

namespace Offing.Tools.Tests.Risk;

public class ExplanationTests
{
    private const string Account =
        """
        {"user":"0xaa","seq":12,"buckets":[
         {"market":null,"state":"healthy","equity":1000500000,"cushion":990000000,"collateral":1000000000,
          "notional":3000000000,"withdrawable":1,"initial":150000000,"reserved":157000000,
          "maintenance":10500000},
         {"market":1,"state":"backstop","equity":5000000,"cushion":-2500000,"collateral":6000000,
          "notional":300000000,"withdrawable":0,"initial":15000000,"reserved":15000000,
          "maintenance":7500000}],
         "requirements":[
         {"market":0,"isolated":false,"leverage":20,"mark":300000,"mayLiquidate":true,"size":-10000,
          "notional":3000000000,"unrealisedPnl":500000,"fundingDue":-1,
          "tier":{"from":0,"maxLeverage":40,"free":0},"scale":250000000,"initial":150000000,
          "maintenance":10500000,
          "orders":{"buys":5,"sells":0,"worst":10000,"margin":150000000,"loss":7},"reserved":150000007,
          "liquidationPrice":395000,"distance":316666666}],
         "restingFees":{"quote":1000000,"rate":150000,"fees":150},
         "sessions":[{"key":"0xbb","name":"bot","dayLoss":2500000,"maxDailyLoss":2000000,"breached":true}]}
        """;

    private const string Universe =
        """[{"name":"BTC","szDecimals":5},{"name":"ETH","szDecimals":4}]""";

    [Fact]
    public void Each_number_of_the_venue_is_told_in_dollars_to_the_last_digit()
    {
        var lines = Explanation.Lines(JsonNode.Parse(Account)!, JsonNode.Parse(Universe)!.AsArray()).ToList();
        Assert.Equal(
            [
                "account 0xaa at entry 12",
                "cross: healthy, equity 1000.5, of which 990 above maintenance",
                "  collateral 1000, positions 3000, withdrawable 0.000001",
                "  initial 150, with orders 157, maintenance 10.5",
                "ETH isolated: backstop, equity 5, of which -2.5 above maintenance",
                "  collateral 6, positions 300, withdrawable 0",
                "  initial 15, with orders 15, maintenance 7.5",
                "BTC (cross, leverage 20): -0.1 at mark 30000 = 3000, profit 0.5, funding due -0.000001",
                "  initial 150, maintenance 10.5: tier from 0, 40x, 0 free; scaled by open interest 25 %",
                "  orders: buys 0.00005, sells 0, worst side 0.1: margin 150 + loss at their prices 0.000007 "
                + "= 150.000007",
                "  liquidated at 39500, 31.6666666 % from the mark",
                "fees of resting orders: 0.00015 = 1 x 0.015 %, rounded up",
                "session key 0xbb \"bot\": lost 2.5 today of 2, may only reduce",
            ],
            lines);
    }
}
