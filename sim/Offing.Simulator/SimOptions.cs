namespace Offing.Simulator;

/// <summary>One run of a world.</summary>
/// <param name="Seed">Everything is drawn from it.</param>
/// <param name="Commands">Requests of clients before the faults stop.</param>
public sealed record SimOptions(ulong Seed, int Commands = SimOptions.CommandsDefault)
{
    /// <summary>Of a run whose length is not given.</summary>
    public const int CommandsDefault = 20_000;

    /// <summary>Where every line of the trace goes; null: nowhere.</summary>
    public TextWriter? Trace { get; init; }

    /// <summary>Nothing goes wrong: no faults are drawn.</summary>
    public bool IsCalm { get; init; }

    /// <summary>Kinds of incidents that do not happen, by their names.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>Names that <see cref="Without"/> may have.</summary>
    public static IReadOnlyList<string> Incidents { get; } =
        [.. Enum.GetValues<Worlds.Incident>().Select(Worlds.Coverage.Words)];

    /// <summary>The command that runs it.</summary>
    public string Reproduction => $"./offing sim --seed {Seed} --commands {Commands}"
        + string.Concat(Without.Select(name => $" --without \"{name}\""));

    /// <summary>The deliberate bug that is to be found; only tests can set it.</summary>
    internal Sabotage.Bug Bug { get; init; }
}

/// <summary>What a world came to.</summary>
/// <param name="TraceHash">Over everything that happened: the same for the same seed.</param>
/// <param name="Failure">What must never be; null when all went well.</param>
/// <param name="Commands">Requests until then.</param>
public sealed record SimResult(
    SimOptions Options, string TraceHash, string? Failure, int Commands, ulong Entries, ulong Batches,
    int Starts, int Incidents, ulong Virtual_Ms, IReadOnlyList<string> LastLines,
    IReadOnlyList<(string Name, long Count)> Coverage)
{
    public ulong Seed => Options.Seed;

    /// <summary>Who found the failure; null when all went well.</summary>
    public string? Checker => Failure?.Split(':')[0];

    /// <summary>The command that shows the failure again.</summary>
    public string Reproduction => (Options with { Commands = Commands }).Reproduction;

    /// <summary>Whether an incident of the kind happened.</summary>
    internal bool Saw(Worlds.Incident incident) => Coverage.Any(
        row => row.Count > 0 && row.Name == Worlds.Coverage.NameOf(incident));
}
