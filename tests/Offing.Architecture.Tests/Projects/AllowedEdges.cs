namespace Offing.Architecture.Tests.Projects;

/// <summary>
/// Which room may open which door (ARCHITECTURE.md). A reference that is missing here is a decision to
/// take, in
/// review, not a line to add in passing.
/// </summary>
internal static class AllowedEdges
{
    public static IReadOnlyDictionary<string, string[]> Of { get; } = new Dictionary<string, string[]>
    {
        ["Primitives"] = [],
        ["Protocol"] = ["Primitives"],
        ["Signing"] = ["Primitives"],
        ["Receipts"] = ["Protocol", "Signing", "Primitives"],
        ["Engine"] = ["Protocol", "Primitives"],
        ["Commitment"] = ["Engine", "Protocol", "Primitives"],
        ["Log"] = ["Protocol", "Primitives"],
        ["Sequencing"] = ["Log", "Protocol", "Primitives"],
        ["MarketData"] = ["Protocol", "Primitives"],
        ["Settlement"] = ["Protocol", "Signing", "Commitment", "Primitives"],
        ["Gateway"] = ["Protocol", "Signing", "MarketData", "Receipts", "Primitives"],
        ["Node"] =
        [
            "Engine", "Sequencing", "Commitment", "Log", "Gateway", "MarketData", "Settlement", "Receipts",
            "Signing", "Protocol", "Primitives",
        ],
        ["Tools"] =
        [
            "Settlement", "Commitment", "Node", "Receipts", "Signing", "Protocol", "Primitives", "BareBound",
        ],
        ["Host"] = ["Tools", "Node", "Simulator"],
    };

    /// <summary>
    /// What the simulator may reference: the rooms whose code it runs. Only Host references it, for the
    /// command.
    /// </summary>
    public static IReadOnlyList<string> OfSimulator { get; } =
    [
        "Node", "Engine", "Commitment", "Sequencing", "Log", "Settlement", "MarketData", "Gateway",
        "Receipts", "Signing", "Protocol", "Primitives",
    ];

    /// <summary>
    /// What each project of bench/ may reference. The bound is no part of the venue, so it stands on nothing;
    /// only Tools, which runs it in turn with the book, may see it, and nothing sees the others.
    /// </summary>
    public static IReadOnlyDictionary<string, string[]> OfBench { get; } = new Dictionary<string, string[]>
    {
        ["BareBound"] = [],
        ["Bench"] = ["Tools"],
    };

    /// <summary>What the acceptance tests may reference: they drive the machine, nothing else.</summary>
    public static IReadOnlyList<string> OfAcceptance { get; } = ["Engine"];

    /// <summary>What a room may reach through the rooms that it references: a door opens on all doors
    /// behind.</summary>
    public static IReadOnlySet<string> ReachOf(string room)
    {
        var reach = new HashSet<string>();
        var open = new Stack<string>(Of[room]);
        while (open.TryPop(out var next))
        {
            if (!reach.Add(next))
                continue;
            foreach (var further in BehindOf(next))
                open.Push(further);
        }

        return reach;
    }

    private static IReadOnlyList<string> BehindOf(string project) =>
        project == "Simulator" ? OfSimulator : Of.GetValueOrDefault(project) ?? OfBench[project];
}
