using Offing.Engine.Tests.Properties;
using Offing.Primitives;
using Offing.Protocol.Events;
using Offing.Protocol.Genesis;

namespace Offing.Engine.Tests.Life;

/// <summary>
/// A life of 24 clients, each with a sub-account, in six markets and those that come and go. It has every
/// kind of entry, command, order and event. The environment variable
/// OFFING_LIFE_COMMANDS makes it longer or shorter and OFFING_LIFE_SEED another one; a failure names both.
/// </summary>
internal static class LifeRun
{
    // So many of genesis live as long as the life; two more come and go.
    private const int Stay = 6;

    // So long a life has every kind.
    private const int EveryKindFrom = 100_000;

    // Two are states of an order that goes on; and a fill-or-kill order that cannot be filled is refused
    // before it has an id.
    private static readonly IReadOnlyList<string> Ends =
    [
        .. Enum.GetValues<OrderStatus>()
            .Except([OrderStatus.Open, OrderStatus.Triggered, OrderStatus.FokCanceled])
            .Select(StepChecker.End),
    ];

    // In each hundred thousand entries; a world in which nothing goes wrong would prove nothing.
    private static readonly (string Kind, int Least)[] Minimum =
    [
        (nameof(Traded), 5_000), ("fee", 500), ("rebate", 3_000), (nameof(BuilderPaid), 50),
        ("means Book", 300), ("means Insurance", 30), ("means Backstop", 30), ("means Deleverage", 150),
        ("down to a line", 150), (nameof(PositionMoved), 1_000), (nameof(FundingMoved), 5),
        (nameof(FundingPaid), 150), (nameof(QuorumChanged), 500), (nameof(SwitchThrown), 20),
        (nameof(WithdrawalQueued), 100), (nameof(CollateralMoved), 300),
        ("isolated margin moved by its owner", 50), (nameof(TwapSliced), 5_000),
        (nameof(ConditionalTriggered), 800), (nameof(ParameterChanged), 20), (nameof(MarketChanged), 3),
        (nameof(PublisherChanged), 3), (nameof(MarketListed), 5), (nameof(SettlementEnded), 5),
        (nameof(PositionSettled), 20), ("cover of a settlement", 1),
        (nameof(SessionGranted), 500), (nameof(KeyLossReached), 20),
        (nameof(RequestServed), 25), (nameof(CloseOrdered), 30), (nameof(CloseWaits), 20),
        ("taken over by demand", 5), (nameof(RequestTakenBack), 25), (nameof(BatchesReopened), 10),
    ];

    /// <returns>How often each kind was seen.</returns>
    public static string Run(ulong seed, int commands, int everythingEach)
    {
        seed = Read("OFFING_LIFE_SEED") is { } chosen ? chosen + seed : seed;
        commands = (int)(Read("OFFING_LIFE_COMMANDS") ?? (ulong)commands);
        var world = new World(seed, new WorldPlan
        {
            Traders = 24, SubAccounts = 1, HasBuilders = true, Start_Usdc = 4_000, DepositMost_Usdc = 600,
            StepMost_Ms = 120, Genesis = Genesis(), Stay = Stay, Changes_PerTenThousand = 16,
            Weather = new LifeWeather(seed, Stay) { HasFaults = true },
        });
        var checker = new LifeChecker(world.Venue.State, everythingEach);
        world.Venue.Watcher = checker;
        try
        {
            while (checker.Entries < commands)
            {
                world.Step();
            }
        }
        catch (Exception fault)
        {
            throw new LifeException(
                $"OFFING_LIFE_SEED={seed} OFFING_LIFE_COMMANDS={checker.Entries + 1}: {fault}");
        }

        var kinds = string.Join(", ", checker.Seen.OrderBy(x => x.Key).Select(x => $"{x.Value} {x.Key}"));
        foreach (var (kind, least) in Minimum)
        {
            var seen = checker.Seen.GetValueOrDefault(kind);
            Assert.True(seen >= (long)least * commands / 100_000, $"{seen} {kind} of {kinds}");
        }

        if (commands >= EveryKindFrom)
        {
            var missing = checker.Reached.Missing
                .Concat(Reached.Events.Concat(Ends).Except(checker.Seen.Keys));
            Assert.Equal("", string.Join(", ", missing));
        }

        return kinds;
    }

    private static ulong? Read(string variable) =>
        ulong.TryParse(Environment.GetEnvironmentVariable(variable), out var value) ? value : null;

    // Plain; tiers; tiers, scaling and a cap; isolated only; small; of few ticks; two that do not stay.
    // Makers have a rebate.
    private static GenesisConfig Genesis()
    {
        var plain = Venue.Genesis(small: 5, taker: 450_000, maker: -30_000, impact: 1_000_000_000);
        MarketParameters[] markets = [.. plain.Markets];
        markets[1] = markets[1] with
        {
            Tiers = [Tier(0, 25), Tier(9_000, 13), Tier(30_000, 7), Tier(77_777, 2)],
        };
        markets[2] = markets[2] with
        {
            Tiers = [Tier(0, 20), Tier(15_000, 3)],
            OpenInterest = new OpenInterestParameters(Usdc(50_000), Usdc(300_000), Usdc(400_000)),
        };
        markets[3] = markets[3] with { IsolatedOnly = true };
        VenueParameters[] venues = [new("one", 3), new("two", 2), new("three", 1)];
        return plain with
        {
            Markets = markets, Venues = venues, ParameterDelay_Ms = 30_000, ForcedDeadline_Ms = 5_000,
        };
    }

    private static MarginTier Tier(long from, uint leverage) => new(Usdc(from), leverage);

    private static MicroUsd Usdc(long amount) => new(amount * 1_000_000);
}
