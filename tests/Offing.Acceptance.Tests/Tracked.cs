using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Events;

namespace Offing.Acceptance.Tests;

/// <summary>Where an order stands by what was told of it.</summary>
internal enum Phase
{
    Waiting,
    Entering,
    Resting,
    Over,
}

/// <summary>An order as the events tell it.</summary>
internal sealed class Tracked
{
    public required OrderId Id { get; init; }

    public required Address Account { get; init; }

    public required MarketId Market { get; init; }

    public required Side Side { get; init; }

    public Ticks Price { get; set; }

    public Lots Size { get; set; }

    public bool ReduceOnly { get; init; }

    public Lots Filled { get; set; }

    /// <summary>Taken back without a trade while the order lived on.</summary>
    public Lots Reduced { get; set; }

    public Phase Phase { get; set; }

    public ConditionalPlaced? Condition { get; init; }

    /// <summary>Whether it waits for the mark; else for its parent.</summary>
    public bool IsArmed { get; set; }

    public Ticks TriggerPrice { get; set; }

    /// <summary>Whether it waits for all of the position, whatever that will be.</summary>
    public bool IsSizeless => Size.IsZero;

    public Lots Left => Size - Filled - Reduced;

    public static Tracked Of(OrderPlaced order) => new()
    {
        Id = order.Order, Account = order.Account, Market = order.Market, Side = order.Side,
        Price = order.Price, Size = order.Size, ReduceOnly = order.ReduceOnly, Phase = Phase.Entering,
    };

    public static Tracked Of(ConditionalPlaced order) => new()
    {
        Id = order.Order, Account = order.Account, Market = order.Market, Side = order.Side,
        Price = order.Price, Size = order.Size, ReduceOnly = order.ReduceOnly, Phase = Phase.Waiting,
        Condition = order, IsArmed = order.IsArmed, TriggerPrice = order.TriggerPrice,
    };
}
