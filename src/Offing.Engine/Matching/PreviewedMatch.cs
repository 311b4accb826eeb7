using Offing.Engine.Books;
using Offing.Engine.Previews;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.Engine.Matching;

/// <summary>What an order met in a preview.</summary>
internal sealed class PreviewedMatch
{
    private readonly List<FillLevel> _levels = [];

    /// <summary>The taker's in this market, as the match leaves it.</summary>
    public PositionState Position { get; set; }

    /// <summary>Of the order, neither traded nor netted.</summary>
    public Lots Left { get; set; }

    public Lots OpenInterest { get; set; }

    /// <summary>Why nothing more of it may trade; Open when nothing is in its way.</summary>
    public OrderStatus Stopped { get; set; }

    /// <summary>Filled when it traded last, SelfTradeCanceled when it met an order of its own last.</summary>
    public OrderStatus LastEncounter { get; private set; }

    /// <summary>Trades by price, in their order.</summary>
    public IReadOnlyList<FillLevel> Levels => _levels;

    public Lots Filled { get; private set; }

    public MicroUsd Quote { get; private set; }

    /// <summary>With the builder's part.</summary>
    public MicroUsd Fee { get; private set; }

    public MicroUsd BuilderFee { get; private set; }

    /// <summary>Lots and price x lots of the account's own orders that were reserved and are gone.</summary>
    public (long Lots, long Quote, Int128 BuilderQuote) OwnGone { get; private set; }

    public void Traded(Order maker, Lots size, in TradeSide taker)
    {
        LastEncounter = OrderStatus.Filled;
        Filled += size;
        Quote += maker.Price * size;
        Fee += taker.Fee;
        BuilderFee += taker.BuilderFee;
        if (_levels.Count > 0 && _levels[^1].Price == maker.Price)
        {
            var last = _levels[^1];
            _levels[^1] = last with { Size = last.Size + size, Trades = last.Trades + 1 };
        }
        else
        {
            _levels.Add(new FillLevel(maker.Price, size, 1));
        }
    }

    /// <param name="taken">Lots of an order of the taker's own account.</param>
    public void MetOwn(Order maker, Lots taken)
    {
        LastEncounter = OrderStatus.SelfTradeCanceled;
        if (!maker.ReduceOnly)
        {
            var quote = (maker.Price * taken).Value;
            OwnGone = (
                OwnGone.Lots + taken.Value, OwnGone.Quote + quote,
                OwnGone.BuilderQuote + ((Int128)quote * maker.BuilderFee));
        }
    }
}
