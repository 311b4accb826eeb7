using Offing.Primitives;
using Offing.Protocol.Genesis;

namespace Offing.Tools.Risk.Scenarios;

/// <summary>
/// A world for the engine to go through: what is in it, what happens to it, what must hold.
/// </summary>
/// <param name="Name">Of the file, without its ending.</param>
/// <param name="Seconds">How long it runs.</param>
/// <param name="Seed">Of all that is drawn by chance.</param>
/// <param name="Prices">What the market is worth elsewhere, by market id.</param>
/// <param name="Insurance">Deposited to the insurance account at the start.</param>
/// <param name="Backstop">Deposited to the backstop vault at the start.</param>
public sealed record Scenario(
    string Name, string Title, string Story, int Seconds, ulong Seed, GenesisConfig Venue,
    IReadOnlyList<PricePath> Prices, IReadOnlyList<BookPlan> Books, IReadOnlyList<Crowd> Crowds,
    IReadOnlyList<Actor> Actors, MicroUsd Insurance, MicroUsd Backstop, IReadOnlyList<Fault> Faults,
    IReadOnlyList<Expectation> Expectations)
{
    /// <summary>
    /// The same with one part in <paramref name="parts"/> of the accounts and of every amount, so that it
    /// takes less time; shares, times and the venue stay.
    /// </summary>
    public Scenario Shrink(int parts) => this with
    {
        Books = [.. Books.Select(book => book with
        {
            Collateral = book.Collateral.Over(parts), Level = book.Level.Over(parts),
            Most = book.Most.Over(parts),
        })],
        Crowds = [.. Crowds.Select(crowd => crowd with { Accounts = Math.Max(1, crowd.Accounts / parts) })],
        Actors = [.. Actors.Select(actor => actor with
        {
            Collateral = actor.Collateral.Over(parts),
            Orders = [.. actor.Orders.Select(order => order with { Value = order.Value.Over(parts) })],
        })],
        Insurance = Insurance.Over(parts),
        Backstop = Backstop.Over(parts),
        Expectations = [.. Expectations.Select(expectation => expectation.Shrink(parts))],
    };
}

/// <summary>Makers who quote both sides around the price of elsewhere, all alike.</summary>
/// <param name="Makers">Accounts that share each level.</param>
/// <param name="Collateral">Of each.</param>
/// <param name="First">Distance of the first level from the price, 1e-9 of it.</param>
/// <param name="Step">Distance from level to level, 1e-9 of the price.</param>
/// <param name="Level">Value of a level over all makers.</param>
/// <param name="Most">
/// Largest position of a maker: he quotes no more on the side that would add to it.
/// </param>
/// <param name="Depth">Share of it that is quoted, by time, 1e-9.</param>
/// <param name="Premium">How far over the price elsewhere they quote, by time, 1e-9 of it.</param>
public sealed record BookPlan(
    MarketId Market, int Makers, MicroUsd Collateral, int Levels, long First, long Step, MicroUsd Level,
    MicroUsd Most, Steps Depth, Steps Premium);

/// <summary>Accounts that open one position each and then hold it.</summary>
/// <param name="LeastCollateral">Small accounts are more frequent than large ones.</param>
/// <param name="LeastLeverage">Of position to collateral, 1e-9; evenly spread.</param>
/// <param name="Longs">Share of the accounts that buy, 1e-9.</param>
/// <param name="From">They open evenly between these seconds.</param>
public sealed record Crowd(
    MarketId Market, int Accounts, MicroUsd LeastCollateral, MicroUsd MostCollateral, long LeastLeverage,
    long MostLeverage, long Longs, int From, int To);

/// <summary>One account that does as it is told.</summary>
public sealed record Actor(string Name, MicroUsd Collateral, IReadOnlyList<ActorOrder> Orders);

/// <summary>An immediate order of an actor.</summary>
/// <param name="At">Second of the scenario.</param>
/// <param name="Slippage">Of its price from the mark, 1e-9.</param>
public sealed record ActorOrder(
    int At, MarketId Market, Side Side, MicroUsd Value, long Slippage, bool ReduceOnly);

/// <summary>What goes wrong.</summary>
public enum FaultKind
{
    /// <summary>Publishers send nothing.</summary>
    Silence,

    /// <summary>A publisher reports a part of the price.</summary>
    Off,

    /// <summary>The venue is down: no entry; it starts again at the end.</summary>
    Restart,

    /// <summary>The funding index of a market is set to zero behind the engine's back.</summary>
    ZeroFunding,
}

/// <summary>A fault from one second up to, and without, another.</summary>
/// <param name="Publishers">By index; empty: all.</param>
/// <param name="Share">Of the price that is reported, 1e-9.</param>
public sealed record Fault(
    FaultKind Kind, int From, int To, IReadOnlyList<int> Publishers, long Share, MarketId Market)
{
    /// <summary>Whether it is on at this second.</summary>
    public bool IsAt(int second) => second >= From && second < To;

    /// <summary>Whether it is about this publisher.</summary>
    public bool Names(int publisher) => Publishers.Count == 0 || Publishers.Contains(publisher);
}

/// <summary>Parts of amounts.</summary>
internal static class Parts
{
    public static MicroUsd Over(this MicroUsd amount, int parts) => new(amount.Value / parts);
}
