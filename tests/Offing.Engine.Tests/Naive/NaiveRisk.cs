using System.Numerics;
using Offing.Engine.Accounts;
using Offing.Engine.Margin;
using Offing.Engine.Markets;
using Offing.Primitives;

namespace Offing.Engine.Tests.Naive;

/// <summary>
/// One bucket from the open orders and positions, in unbounded integers, written from the rules alone and
/// from scratch each time. It uses nothing of the engine's arithmetic.
/// </summary>
internal sealed record NaiveRisk(
    BigInteger Equity, BigInteger Initial, BigInteger Maintenance, BigInteger Reserved, BigInteger Notional,
    IReadOnlyList<BigInteger> Positions)
{
    /// <summary>Without its orders.</summary>
    public NaiveHealth Health => new(Equity, Initial, Maintenance, Notional);

    /// <summary>What leaves equity >= max(initial margin with orders, a tenth of notional).</summary>
    public BigInteger Withdrawable => BigInteger.Max(
        0, Equity - BigInteger.Max(Reserved, NaiveMargin.Up(Notional, 10)));

    /// <summary>The cross bucket.</summary>
    public static NaiveRisk Of(VenueState state, Account account) => Cross(state, account, null, 0);

    /// <summary>The cross bucket, then one for each market in which the account might be isolated.</summary>
    public static IReadOnlyList<NaiveRisk> Buckets(VenueState state, Account account) =>
    [
        Of(state, account), .. state.Markets.Select(market => Isolated(account, market, market.Mark.Value)),
    ];

    /// <summary>The bucket of an isolated position; all zero where there is none.</summary>
    public static NaiveRisk Isolated(Account account, MarketState market, BigInteger mark)
    {
        // No order counts in it: what they need is reserved in the cross bucket.
        var holding = NaiveHolding.Of(account, market, mark, []);
        if (!holding.IsIsolated)
        {
            return new NaiveRisk(0, 0, 0, 0, 0, [0]);
        }

        var initial = holding.Initial(holding.Size);
        return new NaiveRisk(
            account.FindSlot(market.Id)!.IsolatedCollateral.Value + holding.Unrealised, initial,
            holding.Maintenance, initial, holding.Notional, [holding.Size]);
    }

    /// <summary>The cross bucket with one market's mark moved.</summary>
    public static NaiveRisk Cross(VenueState state, Account account, MarketState? moved, BigInteger to)
    {
        BigInteger equity = account.Collateral.Value, initial = 0, maintenance = 0, reserved = 0;
        BigInteger quotes = 0, builders = 0, notional = 0;
        var positions = new List<BigInteger>();
        var orders = account.Orders.InIdOrder;
        foreach (var market in state.Markets)
        {
            if (account.FindSlot(market.Id) is null)
            {
                // Neither a position nor an order is without one (ENG-INV-006).
                positions.Add(0);
                continue;
            }

            var holding = NaiveHolding.Of(
                account, market, market == moved ? to : market.Mark.Value, orders);
            reserved += holding.ReservedInCross;
            quotes += holding.Quotes;
            builders += holding.BuilderQuotes;
            if (holding.IsIsolated)
            {
                positions.Add(0);
                continue;
            }

            equity += holding.Unrealised;
            initial += holding.Initial(holding.Size);
            maintenance += holding.Maintenance;
            notional += holding.Notional;
            positions.Add(holding.Size);
        }

        var maker = BigInteger.Max(0, state.Fees.MakerMost.Value);
        reserved += NaiveMargin.Up((quotes * maker) + (builders * 10_000), 1_000_000_000);
        return new NaiveRisk(equity, initial, maintenance, reserved, notional, positions);
    }
}
