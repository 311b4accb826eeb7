using Offing.Gateway.Wire;
using Offing.MarketData;
using Offing.Protocol.Events;

namespace Offing.Gateway.Hyperliquid.Info;

/// <summary>TWAPs as the wire's calls and channels show them.</summary>
internal sealed class TwapShapes(MarketDirectory markets, Shapes shapes)
{
    private const ulong Second_Ms = 1_000;

    public object State(TwapRecord twap)
    {
        var market = markets[twap.Market];
        return new
        {
            coin = market.Name,
            user = twap.Account.ToString(),
            side = Shapes.SideLetter(twap.Side),
            sz = Decimals.Size(market, twap.Size),
            executedSz = Decimals.Size(market, twap.Filled),
            executedNtl = Decimals.Usd(twap.Quote),
            minutes = twap.Minutes,
            reduceOnly = twap.ReduceOnly,
            randomize = twap.Randomize,
            timestamp = twap.Started.Milliseconds,
        };
    }

    /// <summary>A running TWAP as the wire pairs it: its id and its state.</summary>
    public object[] IdAndState(TwapRecord twap) => [twap.Id, State(twap)];

    // The wire has seconds here and nowhere else.
    public object History(TwapRecord twap) => new
    {
        time = twap.StatusTime.Milliseconds / Second_Ms,
        state = State(twap),
        status = new
        {
            status = twap.Status switch
            {
                TwapStatus.Activated => "activated",
                TwapStatus.Finished => "finished",
                _ => "terminated",
            },
        },
        twapId = twap.Id,
    };

    /// <summary>A fill of a slice.</summary>
    public object SliceFill(Fill fill) => new { fill = shapes.Fill(fill), twapId = fill.Twap };
}
