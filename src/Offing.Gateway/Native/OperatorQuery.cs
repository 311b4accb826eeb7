using Offing.Gateway.Venue;
using Offing.Gateway.Wire;
using Offing.MarketData;
using Offing.Primitives;

namespace Offing.Gateway.Native;

/// <summary>GET /native/operator: what the operator has set, for everybody to see.</summary>
internal sealed class OperatorQuery(IVenue venue, VenueFold fold)
{
    /// <summary>Switches, parameters as they hold now, and changes that wait.</summary>
    public WireReply Handle()
    {
        var (genesis, now) = (venue.Facts.Genesis, venue.OperatorState());
        return NativeReply.Ok(new
        {
            seq = now.Seq,
            time = now.Time.Milliseconds,
            @operator = now.Operator.IsZero ? null : now.Operator.ToString(),
            nextSwitch = now.NextSwitch,
            haltReason = now.HaltReason,
            parameterDelay = genesis.ParameterDelay_Ms,
            queueCursor = now.QueueCursor,
            nextChange = now.NextChange,
            nextRules = now.NextRules == Hash32.Zero ? null : now.NextRules.ToString(),
            fees = new
            {
                taker = now.Fees.Taker.Value,
                maker = now.Fees.Maker.Value,
                tiers = now.Fees.Tiers.Select(tier => new
                {
                    volume = tier.Volume.Value, taker = tier.Taker.Value, maker = tier.Maker.Value,
                }),
            },
            publishers = now.Publishers.Select(key => key.ToString()),
            quorum = now.Quorum,
            markets = now.Markets.Select(Market),
            stopped = fold.Stopped().Select(stop => new
            {
                target = stop.Target.ToString(), account = stop.Account.ToString(), reason = stop.Reason,
            }),
            pending = now.Pending.Select(change => new
            {
                number = change.Number, due = change.Due_Ms, payload = Hex.Encode(change.Payload),
            }),
        });
    }

    private static object Market(MarketView market) => new
    {
        market = market.Parameters.Id.Value,
        name = market.Parameters.Name,
        szDecimals = market.Parameters.SzDecimals,
        status = market.Status,
        haltReason = market.HaltReason,
        reduceOnly = market.IsReduceOnly,
        settled = market.IsSettled,
        maxLeverage = market.Parameters.MaxLeverage,
        tiers = market.Parameters.Tiers.Select(tier => new
        {
            lowerBound = tier.LowerBound.Value, maxLeverage = tier.MaxLeverage,
        }),
        cap = market.Parameters.OpenInterest.Cap.Value,
        lower = market.Parameters.OpenInterest.Lower.Value,
        upper = market.Parameters.OpenInterest.Upper.Value,
        openInterest = market.OpenInterest.Value,
        mark = market.Mark.Value,
    };
}
