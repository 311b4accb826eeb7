using Offing.Protocol.Genesis;

namespace Offing.Engine.Tests.Properties;

/// <summary>What kind of world it is.</summary>
internal sealed class WorldPlan
{
    public int Traders { get; init; } = 12;

    /// <summary>Most that one of them has.</summary>
    public int SubAccounts { get; init; } = 4;

    public bool HasBuilders { get; init; }

    /// <summary>What each has at first, if it is not one of the poor.</summary>
    public ulong Start_Usdc { get; init; } = 50_000;

    /// <summary>A deposit is less.</summary>
    public ulong DepositMost_Usdc { get; init; } = 5_000;

    /// <summary>Null: four markets, of each kind one, and two that do not stay.</summary>
    public GenesisConfig? Genesis { get; init; }

    /// <summary>Markets of genesis that are never delisted; the others go, and new ones come.</summary>
    public int Stay { get; init; } = 4;

    /// <summary>How many of ten thousand entries announce a change.</summary>
    public int Changes_PerTenThousand { get; init; } = 90;

    /// <summary>A step takes less time than this.</summary>
    public int StepMost_Ms { get; init; } = 400;

    /// <summary>What happens beside what clients do; null: prices that walk.</summary>
    public IWeather? Weather { get; set; }
}

/// <summary>Reports, ticks, deposits of rescuers, restarts: what comes over a venue.</summary>
internal interface IWeather
{
    IReadOnlyList<Offing.Protocol.Events.IEngineEvent> Happen(Venue venue);
}
